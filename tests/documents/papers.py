"""Small documents of each kind, made by hand: a PDF with text, with a picture, with a password; a Word document."""

import hashlib
import io
import zlib

PAD = bytes.fromhex("28BF4E5E4E758A4164004E56FFFA01082E2E00B6D0683E802F0CA9FE6453697A")


def pdf(pages, *, password="", picture=False, packed=False):
    """A PDF whose pages show the lines given; a page without lines shows a picture if `picture`."""
    objects = {1: b"<< /Type /Catalog /Pages 2 0 R >>"}
    kids = []
    objects[3] = (
        b"<< /Type /Font /Subtype /Type0 /BaseFont /STSong-Light /Encoding /UniGB-UCS2-H /DescendantFonts "
        b"[<< /Type /Font /Subtype /CIDFontType0 /BaseFont /STSong-Light "
        b"/CIDSystemInfo << /Registry (Adobe) /Ordering (GB1) /Supplement 4 >> >>] >>"
    )
    objects[4] = stream(b"\x80" * 16, b"/Type /XObject /Subtype /Image /Width 4 /Height 4 /BitsPerComponent 8 "
                        b"/ColorSpace /DeviceGray")  # fmt: skip
    for lines in pages:
        number = len(objects) + 2
        kids.append(number)
        shown = b"q 400 0 0 500 50 50 cm /I1 Do Q\n" if picture and not lines else b""
        for row, line in enumerate(lines):
            code = line.encode("utf-16-be").hex().encode()
            shown += b"BT /F1 12 Tf 50 %d Td <%s> Tj ET\n" % (780 - 18 * row, code)
        objects[number] = (
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents %d 0 R "
            b"/Resources << /Font << /F1 3 0 R >> /XObject << /I1 4 0 R >> >> >>" % (number + 1)
        )
        objects[number + 1] = stream(zlib.compress(shown), b"/Filter /FlateDecode") if packed else stream(shown)
    objects[2] = b"<< /Type /Pages /Count %d /Kids [%s] >>" % (len(kids), b" ".join(b"%d 0 R" % kid for kid in kids))
    return assembled(objects, password)


def stream(data, entries=b""):
    return b"<< /Length %d %s >>\nstream\n%s\nendstream" % (len(data), entries, data)


def assembled(objects, password=""):
    """The file of numbered objects; with a password its streams are encrypted (RC4, 40 bits)."""
    trailer = b"/Root 1 0 R"
    if password:
        name = b"0123456789abcdef"
        padded = (password.encode() + PAD)[:32]
        owner = rc4(hashlib.md5(padded).digest()[:5], padded)
        key = hashlib.md5(padded + owner + (0xFFFFFFFC).to_bytes(4, "little") + name).digest()[:5]
        trailer += b" /ID [<%s> <%s>] /Encrypt << /Filter /Standard /V 1 /R 2 /P -4 /O <%s> /U <%s> >>" % (
            name.hex().encode(), name.hex().encode(), owner.hex().encode(), rc4(key, PAD).hex().encode(),
        )  # fmt: skip
    out = io.BytesIO(b"%PDF-1.4\n")
    out.seek(0, 2)
    places = {}
    for number in sorted(objects):
        places[number] = out.tell()
        out.write(b"%d 0 obj\n%s\nendobj\n" % (number, objects[number]))
    start = out.tell()
    out.write(b"xref\n0 %d\n0000000000 65535 f \n" % (max(objects) + 1))
    for number in range(1, max(objects) + 1):
        out.write(b"%010d 00000 n \n" % places[number])
    out.write(b"trailer << /Size %d %s >>\nstartxref\n%d\n%%%%EOF\n" % (max(objects) + 1, trailer, start))
    return out.getvalue()


def rc4(key, data):
    state = list(range(256))
    j = 0
    for i in range(256):
        j = (j + state[i] + key[i % len(key)]) % 256
        state[i], state[j] = state[j], state[i]
    out = bytearray()
    i = j = 0
    for byte in data:
        i = (i + 1) % 256
        j = (j + state[i]) % 256
        state[i], state[j] = state[j], state[i]
        out.append(byte ^ state[(state[i] + state[j]) % 256])
    return bytes(out)
