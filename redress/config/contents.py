"""`redress --help`: what there is, in the order in which somebody needs it."""

from django.core.management import get_commands

from redress.config.cli import terminal_language

# (heading zh, heading en, ((command as typed, zh, en), …)); what this release does not have is left out
SECTIONS: tuple[tuple[str, str, tuple[tuple[str, str, str], ...]], ...] = (
    (
        "开始使用",
        "Start",
        (
            ("serve", "启动整套系统：网页、后台任务、定时任务", "web, worker and timetable under one command"),
            ("doctor", "体检：哪里正常、哪里要处理、怎么处理", "what is well, what is not, and what to do"),
            ("load-example", "装入示例数据（“--remove”删除）", "load the example world (--remove takes it away)"),
        ),
    ),
    (
        "办件数据",
        "Cases",
        (
            ("import", "从 CSV、XLSX、JSON Lines 导入投诉举报", "bring in cases from CSV, XLSX or JSON Lines"),
            ("mail", "收取投诉邮件（信箱、LMTP、邮件文件）", "complaints by e-mail: mailbox, LMTP, files"),
            ("export", "导出办件数据", "take cases out"),
            ("exchange", "与其他单位交换办件（密封文件）", "exchange cases with other bodies, sealed"),
            ("sweep", "登记到期未办的时限", "record the limits that have passed"),
            ("verify FILE", "离线核验一张回执", "check a receipt, without any server"),
        ),
    ),
    (
        "法规",
        "Law",
        (
            ("law load DIR", "装入法规文本", "load the texts of laws from a folder"),
            ("law", "规则包与日历", "rule sets and calendars"),
        ),
    ),
    (
        "日常运维",
        "Operation",
        (
            ("texts", "导出、导入界面文字，增加一种语言", "take the texts out and in: a further language"),
            ("worker", "只运行后台任务（“--once”做完即止）", "only the worker (--once: do what is due and stop)"),
            ("jobs", "查看任务队列，重试搁置的任务", "look at the queue, retry what was set aside"),
            ("backup FILE", "运行中一致备份（数据库、附件、密钥），加密", "copy everything while it runs, encrypted"),
            (
                "restore FILE",
                "恢复备份（“--check”只在临时位置试恢复）",
                "put a copy back (--check: try it in a scratch place)",
            ),
            (
                "keys",
                "密钥上纸：全部密钥打印、核对、从纸上恢复",
                "every key on paper, compared, and put back from it",
            ),
            ("rotate-keys", "更换密钥环的当前密钥", "wrap every case's key with a new key of the ring"),
            (
                "verify --log",
                "通读整个档案，指出最先被动过的地方",
                "read the whole archive and name the first place touched",
            ),
            (
                "log-key",
                "日志公钥；更换签名密钥",
                "the log's public key; change the signing key",
            ),
            ("verify-page", "生成单文件离线核验页", "the page that checks receipts as one file"),
            ("witness URL", "见证另一单位的日志并联署", "watch another body's log and cosign it"),
            ("retention", "按保存期限清理到期数据", "erase what has been kept long enough"),
            ("prepare", "更新数据表，首次启动准备", "bring tables up to date, first start"),
            ("bench", "性能测量，每行一个 JSON", "measure, one JSON line each"),
        ),
    ),
    (
        "开发",
        "Development",
        (
            ("write-reference", "由代码生成参考文档", "write the reference pages from the code"),
            ("check", "检查配置（Django）", "check the configuration (Django)"),
            ("shell", "交互式命令行（Django）", "a shell (Django)"),
        ),
    ),
)


def table_of_contents() -> str:
    """Return the page that `redress --help` prints."""
    known = get_commands()
    chinese = terminal_language().startswith("zh")
    lines = [
        "OpenRedress 消费维权服务平台"
        if chinese
        else "OpenRedress: a consumer's dispute, from the first word to the result",
        "",
        "用法：redress 命令 [选项]；redress 命令 --help"
        if chinese
        else "Usage: redress COMMAND [options]; redress COMMAND --help",
    ]
    listed = {"flush", "runserver", "testserver", "test"}
    for heading_zh, heading_en, entries in SECTIONS:
        here = [entry for entry in entries if entry[0].split()[0].replace("-", "_") in known]
        listed |= {entry[0].split()[0].replace("-", "_") for entry in here}
        if here:
            lines += ["", heading_zh if chinese else heading_en]
            lines += [f"  {name:<15} {zh if chinese else en}" for name, zh, en in here]
    ours = sorted(name for name, app in known.items() if str(app).startswith("redress.") and name not in listed)
    if ours:
        lines += ["", "其他命令" if chinese else "Other commands", f"  {'  '.join(ours)}"]
    rest = sorted(name for name, app in known.items() if not str(app).startswith("redress.") and name not in listed)
    lines += ["", "Django 自带命令" if chinese else "From Django", *_wrapped(rest)]
    settings = "docs/reference/settings.md"
    lines += [
        "",
        f"设置：环境变量，见 {settings}" if chinese else f"Settings: environment variables, see {settings}",
        "",
    ]
    return "\n".join(lines)


def _wrapped(names: list[str], width: int = 96) -> list[str]:
    lines: list[str] = []
    line = " "
    for name in names:
        if len(line) + len(name) + 2 > width:
            lines, line = [*lines, line], " "
        line += f" {name}"
    return [*lines, line]
