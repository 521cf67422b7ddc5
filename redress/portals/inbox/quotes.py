"""What somebody wrote themselves, apart from what their mail program put under it: quotations, headers, signatures."""

import re

# The line from which everything is quoted. Chinese programs write their own: QQ 原始邮件, 163 and 126 的邮件 写道,
# Outlook 发件人 … 发送时间, Foxmail 发自我的…, phones 发自我的 iPhone.
BEGINS = (
    re.compile(r"^\s*-{2,}\s*(原始邮件|原始信件|转发的邮件|转发邮件信息|回复的原邮件|Original Message|Forwarded message|Original Appointment)\s*-{2,}", re.I),
    re.compile(r"^\s*_{10,}\s*$"),
    re.compile(r"^\s*(在|于)?\s*.{0,80}\d{4}.{0,60}(写道|来信|寫道)\s*[:：]?\s*$"),
    re.compile(r"^.{0,120}(写道|寫道)\s*[:：]\s*$"),
    re.compile(r"^\s*(On|Am|Le|El|Den|Op)\s.{5,200}(wrote|schrieb|a écrit|escribió|skrev|schreef)\s*:\s*$", re.I),
    re.compile(r"^\s*\d{4}[-/年]\d{1,2}[-/月]\d{1,2}.{0,60}<[^<>\s]+@[^<>\s]+>\s*[:：]?\s*$"),
)  # fmt: skip
HEAD = re.compile(r"^\s*[*>]*\s*(发件人|寄件者|From|Von|De)\s*[:：]\s*\S", re.I)
HEAD_GOES_ON = re.compile(
    r"^\s*[*>]*\s*(发送时间|日期|时间|收件人|抄送|主题|主旨|傳送時間|Sent|Date|To|Cc|Subject|An|Gesendet|Betreff)\s*[:：]",
    re.I,
)
SIGNED = re.compile(
    r"^\s*(-- ?|—— ?|发自我的.{0,30}|从我的.{0,20}发送|来自.{0,20}(手机|客户端).{0,10}|Sent from my .{1,40}|Get Outlook for .{1,20}|发送自.{0,30}(邮箱|邮件).{0,10})\s*$",
    re.I,
)
WROTE = re.compile(r"(wrote|写道|寫道)\s*[:：]\s*$", re.I)
WRAPPED = 3  # lines an "On … wrote:" may be broken into


def own_words(body: str) -> str:
    """Return what the sender wrote above, or between, the quotations. All of it, if nothing else would be left."""
    lines = [line.rstrip() for line in body.replace("\r\n", "\n").replace("\r", "\n").split("\n")]
    kept = []
    for place, line in enumerate(lines):
        if _begins(lines, place):
            if _marked_below(lines, place):  # the quotation has its marks: what stands under it may be the answer
                continue
            break
        if line.lstrip().startswith((">", "＞", "|>")):
            continue
        if SIGNED.match(line):
            break
        kept.append(line)
    found = re.sub(r"\n{3,}", "\n\n", "\n".join(kept)).strip()
    return found or _all_of("\n".join(lines))


def _begins(lines: list[str], place: int) -> bool:
    line = lines[place]
    if any(pattern.match(line) for pattern in BEGINS):
        return True
    for count in range(2, WRAPPED + 1):  # a line broken by the mail program
        together = " ".join(part.strip() for part in lines[place : place + count])
        if re.match(r"^\s*(On|在)\s", line) and any(pattern.match(together) for pattern in BEGINS[2:5]):
            return True
    after = [one for one in lines[place + 1 : place + 5] if one.strip()]
    return bool(HEAD.match(line)) and any(HEAD_GOES_ON.match(one) for one in after[:3])


def _marked_below(lines: list[str], place: int) -> bool:
    """Whether the quoted lines are marked one by one, so that they can be told from what was written under them."""
    after = [one for one in lines[place + 1 : place + 4] if one.strip()]
    return bool(after) and after[-1 if WROTE.search(" ".join(after[:1])) else 0].lstrip().startswith((">", "＞"))


def _all_of(body: str) -> str:
    """Everything, without the marks of quoting: a forwarded mail says it in the quotation."""
    return re.sub(r"(?m)^\s*[>＞]+ ?", "", body).strip()
