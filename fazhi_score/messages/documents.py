"""What is said about reports as files: what could not be read, and what they do not state."""

from __future__ import annotations

from fazhi_score.messages.text import Text

TEXTS: dict[str, Text] = {
    "report_source": Text(
        "reports cannot be read from a {got}",
        "无法从 {got} 读取报告",
        'pass a path, a folder, or a list or iterator of paths, of texts, or of mappings such as {{"id": …, "text": …}}',
        '请提供文件、文件夹，或由路径、正文、{{"id": …, "text": …}} 组成的列表或迭代器',
    ),
    "report_folder_empty": Text(
        "the folder holds no report",
        "文件夹中没有报告",
        "reports end in {known}",
        "报告文件的扩展名为 {known}",
    ),
    "report_missing": Text(
        "there is no such file",
        "没有这个文件",
        'check the path; a text of one line is passed as {{"text": …}}',
        '请检查路径；只有一行的正文请写成 {{"text": …}}',
    ),
    "report_empty": Text(
        "the document says nothing",
        "文件没有内容",
        "download it again, or take it off the list",
        "请重新下载，或从清单中去掉",
    ),
    "report_too_large": Text(
        "the file has {size} MB; of a report at most {limit} MB are read",
        "文件有 {size} MB，报告最多读取 {limit} MB",
        "check that it is a report; take pictures out or save its text",
        "请确认它是报告；可去掉图片或只保存文字",
    ),
    "report_too_long": Text(
        "the text has more than {limit} characters; the rest was not read",
        "正文超过 {limit} 字，其余部分未读取",
        "check that it is a single report; split a collection",
        "请确认它是一份报告；汇编请拆分",
    ),
    "report_other_kind": Text(
        "a {kind} file is not read",
        "不支持读取 {kind} 文件",
        "save it as docx, pdf or txt",
        "请另存为 docx、pdf 或 txt",
    ),
    "report_ending": Text(
        "the file ends in '{ending}' but holds {kind}, and was read as such",
        "文件扩展名是“{ending}”，内容却是 {kind}，已按内容读取",
        "give it the ending {kind}",
        "请把扩展名改为 {kind}",
    ),
    "report_no_text": Text(
        "this is no text, or not in an encoding that is known",
        "这不是文本，或编码无法识别",
        "save it as UTF-8, or download it again",
        "请另存为 UTF-8，或重新下载",
    ),
    "report_damaged": Text(
        "damaged from byte {position} on: {count} characters could not be read and are shown as \ufffd",
        "文件自第 {position} 字节起有损坏：{count} 个字符无法读取，以 \ufffd 表示",
        "download it again",
        "请重新下载",
    ),
    "report_mixed": Text(
        "from byte {position} on {count} lines are in {other}, not in {encoding}; each was read in its own encoding",
        "自第 {position} 字节起有 {count} 行的编码是 {other} 而非 {encoding}，已分别按各自编码读取",
        "look at these lines; save the file in one encoding",
        "请核对这些行，并以同一种编码保存文件",
    ),
    "report_html_cut": Text(
        "the page is nested more than {limit} deep; what lies deeper was not read",
        "网页嵌套超过 {limit} 层，更深处未读取",
        "save the text of the page",
        "请只保存网页的正文",
    ),
    "report_not_read": Text(
        "the {kind} file cannot be read ({reason})",
        "{kind} 文件无法读取（{reason}）",
        "open it in the program it is made for and save it again, or download it again",
        "请用相应程序打开后重新保存，或重新下载",
    ),
    "report_bomb": Text(
        "unpacked, the file would take more than {size} MB; such a file was made to do harm",
        "文件解压后超过 {size} MB，属于恶意构造的文件",
        "get the document from its publisher",
        "请从发布机关重新获取",
    ),
    "report_encrypted": Text(
        "the document is locked with a password",
        "文件有密码保护",
        "save it without the password",
        "请取消密码后保存",
    ),
    "report_scan": Text(
        "a scan: {count} pages of pictures without text",
        "扫描件：{count} 页图像，没有文字",
        "run a text recognition program and check what it reads",
        "请先进行文字识别并核对结果",
    ),
    "report_scan_pages": Text(
        "{count} pages are pictures without text: {pages}",
        "有 {count} 页是没有文字的图像：第 {pages} 页",
        "run a text recognition program on them and check what it reads",
        "请对这些页进行文字识别并核对结果",
    ),
    "report_pages_lost": Text(
        "{count} pages could not be read: {pages}",
        "有 {count} 页无法读取：第 {pages} 页",
        "open the file in a reader and save it again",
        "请用阅读器打开后重新保存",
    ),
    "report_too_many_pages": Text(
        "the document has {count} pages; the first {limit} were read",
        "文件有 {count} 页，只读取前 {limit} 页",
        "check that it is a single report; split a collection",
        "请确认它是一份报告；汇编请拆分",
    ),
    "report_no_letters": Text(
        "the fonts of the document do not say which letters they show ({share:.0%} of the text)",
        "文件的字体没有注明对应文字（占正文 {share:.0%}）",
        "run a text recognition program and check what it reads",
        "请进行文字识别并核对结果",
    ),
    "report_region_guessed": Text(
        "the report does not say in its title whose it is; taken for that of {region}, which it names {times} times",
        "文件没有在标题中写明所属地区；正文提到“{region}”{times}次，按该地区处理",
        "if that is wrong, give region=, or name the region of '{id}' in the manifest",
        "如不正确，请用参数 region= 给出，或在文件清单中写明“{id}”的地区",
    ),
    "report_needs": Text(
        "the document does not state its {missing}",
        "文件没有写明 {missing}（region 地区，period 年度，class 类别）",
        "give {arguments}, or a manifest row with the id '{id}' and these columns",
        "请用参数 {arguments} 给出，或在文件清单中增加编号为“{id}”的一行并填写这些列",
    ),
    "report_period_differs": Text(
        "the period given is {given}, but the text speaks of {stated}",
        "给定的期间是 {given}，正文写的是 {stated}",
        "check which is right; the given one is used",
        "请核对；目前采用给定的期间",
    ),
    "report_region_shared": Text(
        "the register has several regions called '{region}': {listed}",
        "名册中有几个“{region}”：{listed}",
        "give the region in a manifest row with the id '{id}', by its id in the register, or its city or province",
        "请在文件清单中增加编号为“{id}”的一行，region 写名册中的编号，或写明 city、province",
    ),
    "report_region_unregistered": Text(
        "the region '{region}' is not in the register",
        "名册中没有“{region}”",
        "add it to the register, or give the region in a manifest row with the id '{id}'",
        "请补入名册，或在文件清单中增加编号为“{id}”的一行并写明 region",
    ),
    "report_region_unregistered_near": Text(
        "the region '{region}' is not in the register; did you mean '{near}'?",
        "名册中没有“{region}”，是否为“{near}”？",
        "add it to the register, or give the region in a manifest row with the id '{id}'",
        "请补入名册，或在文件清单中增加编号为“{id}”的一行并写明 region",
    ),
    "report_traditional": Text(
        "the text is in traditional characters, of which nothing was read",
        "正文是繁体字，未能提取",
        'install what converts them: pip install "fazhi-score[documents]"; or give the text in simplified characters',
        '请安装转换组件：pip install "fazhi-score[documents]"；或改用简体文本',
    ),
    "report_twice": Text(
        "the same content as '{first}'",
        "内容与“{first}”相同",
        "its facts are counted once; take it off the list",
        "事实只计一次；请去掉其中一份",
    ),
    "report_same_period": Text(
        "'{first}' and this document are both about {region} in {period}; both give facts",
        "“{first}”与本文件都是{region}{period}年度的报告，两份都提取了事实",
        "keep one of them (the final text), or give a region or period in a manifest row if one is wrong",
        "请只保留一份（定稿）；若地区或年度有误，请在文件清单中写明",
    ),
}
