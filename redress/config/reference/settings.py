"""The settings page: every name that the code reads from the environment, with its kind, default and meaning."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

KINDS = {
    "text": "text",
    "flag": "1 or 0",
    "number": "whole number",
    "choice": "one of",
    "words": "list, comma between",
    "folder": "folder",
    "provider": "address",
    "secret": "text, or NAME_FILE with the path of a file",
    "address": "address",
    "json_object": "JSON object",
    "database": "address",
}
# name -> (what it decides, in English; the same in Chinese). Order is the order of the page.
MEANING: dict[str, tuple[str, str]] = {
    "REDRESS_DATA": ("Folder of database, files and keys.", "数据目录：数据库、附件、密钥。"),
    "REDRESS_DATABASE_URL": (
        "Empty: SQLite in the data folder. postgres://user:password@host:port/name moves everything to PostgreSQL.",
        "留空用数据目录里的 SQLite；填 postgres://用户:密码@主机:端口/库名 即改用 PostgreSQL。",
    ),
    "REDRESS_DATABASE_WAIT": (
        "Seconds to wait for a database that is busy or does not answer; then the caller is told to come again (503).",
        "数据库繁忙或无应答时等待的秒数；超过后请来访者稍后再试（503）。",
    ),
    "REDRESS_BASE_URL": (
        "Address people use. https:// turns on secure cookies, HSTS and the second factor for staff.",
        "对外网址。https:// 开头时启用安全 Cookie、HSTS 和工作人员二次验证。",
    ),
    "REDRESS_HOSTS": ("Host names that are answered.", "允许访问的主机名。"),
    "REDRESS_BIND": ("Address the web process listens on.", "网页进程监听的地址。"),
    "PORT": ("Port the web process listens on.", "网页进程监听的端口。"),
    "REDRESS_PROCESSES": (
        "Web processes. Default: 1 on SQLite, one per core on PostgreSQL.",
        "网页进程数。默认：SQLite 为 1，PostgreSQL 为处理器核数。",
    ),
    "REDRESS_THREADS": ("Threads per web process.", "每个网页进程的线程数。"),
    "REDRESS_SECRET_KEY": (
        "Signs sessions and forms. Default: made once and kept in the data folder.",
        "会话和表单的签名密钥。默认首次生成并存于数据目录。",
    ),
    "REDRESS_DEBUG": ("Error pages with details. Never with real cases.", "详细错误页。处理真实案件时不得打开。"),
    "REDRESS_LOG_LEVEL": ("What is logged.", "日志级别。"),
    "REDRESS_LANGUAGE": (
        "Language of commands, zh or en. Default: that of the terminal, else Chinese.",
        "命令行语言，zh 或 en。默认随终端，否则中文。",
    ),
    "EXAMPLE": (
        "First start: 1 loads the example world, 0 makes one body and its administrator.",
        "首次启动：1 装入示例数据，0 只建一个单位和它的管理员。",
    ),
    "REDRESS_DIVISION": (
        "First start with EXAMPLE=0: GB/T 2260 code of the body's area.",
        "EXAMPLE=0 首次启动时：本单位所在地的行政区划代码（GB/T 2260）。",
    ),
    "REDRESS_OIDC_ISSUER": (
        "Issuer of the provider at which staff may sign in (OpenID Connect); empty: names and passwords here alone.",
        "工作人员可用的统一身份认证（OpenID Connect）的签发者网址；留空则只用本系统的账号密码。",
    ),
    "REDRESS_OIDC_CLIENT_ID": ("Name of this service at the provider.", "本系统在认证方登记的客户端标识。"),
    "REDRESS_OIDC_CLIENT_SECRET": (
        "Its secret there; empty for a public client (PKCE is always used).",
        "客户端密钥；公开客户端留空（始终使用 PKCE）。",
    ),
    "REDRESS_OIDC_NAME": ("What the button on the sign-in page calls the provider.", "登录页按钮上显示的认证方名称。"),
    "REDRESS_OIDC_SCOPES": ("Scopes that are asked for.", "请求的授权范围。"),
    "REDRESS_OIDC_RULES": (
        "File with the rules that give a role in a body to a group of the provider. Default: oidc-groups.toml in the data folder.",
        "按认证方用户组授予单位和角色的规则文件。默认：数据目录下的 oidc-groups.toml。",
    ),
    "REDRESS_OIDC_GROUPS_CLAIM": ("Claim that lists a person's groups.", "列出用户组的声明名。"),
    "REDRESS_OIDC_ACCOUNT_CLAIM": (
        "Claim that names an account made here before, joined at its first sign-in; never an administrator's. Empty: people join their accounts themselves.",
        "首次登录时，按此声明与已有同名账号关联；管理员账号除外。留空则由本人登录后自行关联。",
    ),
    "REDRESS_OIDC_SECOND_FACTOR": (
        "Values of acr or amr that count as a second factor; empty: our own passkey or code is asked for.",
        "视为已完成二次验证的 acr 或 amr 值；留空则仍要求本系统的通行密钥或验证码。",
    ),
    "REDRESS_OPERATOR_KIND": (
        "What kind of body runs this; decides lawful basis, notices and consents (PIPL Art. 13, 34, 37).",
        "运营单位的性质，决定处理个人信息的依据、告知和同意（个保法第13、34、37条）。",
    ),
    "REDRESS_ORGANISATION_ZH": ("Name of the body, Chinese.", "单位名称（中文）。"),
    "REDRESS_ORGANISATION_EN": ("Name of the body, English.", "单位名称（英文）。"),
    "REDRESS_MAIL_URL": (
        "Mail server for notices: smtp://user:password@host:port, smtps:// or smtp+tls://. Empty: e-mails are held.",
        "发送通知的邮件服务器：smtp://用户:密码@主机:端口，或 smtps://、smtp+tls://。留空则邮件暂存不发。",
    ),
    "REDRESS_MAIL_FROM": ("Sender of e-mails.", "发件人地址。"),
    "REDRESS_MAILBOX_URL": (
        "Mailbox that complaints come to: imaps://user:password@host:port/INBOX. Empty: none is fetched.",
        "接收投诉邮件的信箱：imaps://用户:密码@主机:端口/INBOX。留空则不收取。",
    ),
    "REDRESS_MAILBOX_ADDRESS": (
        "Addresses of that mailbox, so that mail of our own is known again.",
        "该信箱的邮件地址，用来识别自己发出的邮件。",
    ),
    "REDRESS_MAX_MAIL_MB": ("Largest mail taken in, in megabytes.", "单封邮件的最大大小（MB）。"),
    "REDRESS_SMS_URL": (
        "HTTP gateway for text messages; gets a POST for each. Empty: text messages are held.",
        "短信网关的 HTTP 地址，每条短信一个 POST 请求。留空则短信暂存不发。",
    ),
    "REDRESS_SMS_KEY": (
        "Key of the gateway, sent as Authorization: Bearer.",
        "网关密钥，以 Authorization: Bearer 发送。",
    ),
    "REDRESS_SMS_SIGN": (
        "Signature before each text message, such as 【Name】.",
        "每条短信开头的签名，如【单位名称】。",
    ),
    "REDRESS_SMS_BODY": (
        "JSON body the gateway wants; {phone}, {text} and {id} stand for the values.",
        "网关要求的 JSON 请求体；{phone}、{text}、{id} 会替换成实际内容。",
    ),
    "REDRESS_SMS_REPORT_KEY": (
        "Key with which the gateway reports deliveries at /api/v1/notices/sms-reports. Empty: no reports are taken.",
        "网关向 /api/v1/notices/sms-reports 回报送达结果时使用的密钥。留空则不接收回报。",
    ),
    "REDRESS_SMS_REPORT": (
        "Names in the gateway's reports: of its id, of the status, and which statuses mean delivered.",
        "网关回报里的字段名：短信编号、状态，以及哪些状态表示已送达。",
    ),
    "REDRESS_SMS_ID": (
        "Where the gateway's answer names the message; places joined by /, such as data/0/id.",
        "网关应答里短信编号的位置，用 / 分层，如 data/0/id。",
    ),
    "REDRESS_PHONE": ("Telephone shown on every page.", "各页显示的电话。"),
    "REDRESS_WINDOW_ZH": ("Address and hours of the counter, Chinese.", "窗口地址和时间（中文）。"),
    "REDRESS_WINDOW_EN": ("Address and hours of the counter, English.", "窗口地址和时间（英文）。"),
    "REDRESS_SPONSOR": ("Sponsoring body, in the footer.", "页脚：主办单位。"),
    "REDRESS_UNDERTAKER": ("Body that runs the site, in the footer.", "页脚：承办单位。"),
    "REDRESS_ICP": ("ICP filing number, in the footer.", "页脚：ICP 备案号。"),
    "REDRESS_POLICE_RECORD": ("Public-security filing number, in the footer.", "页脚：公安备案号。"),
    "REDRESS_SITE_CODE": ("Government site identification code, in the footer.", "页脚：政府网站标识码。"),
    "REDRESS_INTAKE_AGENCY": (
        "Code of the body that receives what no rule assigns.",
        "无法按规则确定承办单位时由哪个单位接收（单位代码）。",
    ),
    "REDRESS_RULE_FAMILY": ("Family of rule sets that governs new cases.", "新案件适用的规则包系列。"),
    "REDRESS_SERVICE_RULE_SET": (
        "Rule set of service standards that run beside the law; empty: none.",
        "与法定时限并行的服务承诺规则包；留空则无。",
    ),
    "REDRESS_CIPHER_SUITE": (
        "Ciphers of the vault: intl (AES-256-GCM) or national (SM4-GCM).",
        "个人信息加密算法：intl（AES-256-GCM）或 national（SM4-GCM）。",
    ),
    "REDRESS_LOG_ORIGIN": ("Name of the archive's log, in every receipt.", "存证日志名称，写入每张回执。"),
    "REDRESS_CLAMD": (
        "host:port of ClamAV; empty: files are marked as not checked.",
        "ClamAV 的 主机:端口；留空则附件标为未查毒。",
    ),
    "REDRESS_FACTS": (
        "Folder of the nightly extract for analysts' questions; a cluster must see it under the same path. Default: insight in the data folder.",
        "供分析提问用的每夜抽取文件所在目录；使用集群时各机器须以同一路径访问。默认：数据目录下的 insight。",
    ),
    "REDRESS_SPARK_MASTER": (
        "spark://host:port of a cluster that answers analysts' questions (extra spark, Java 17). Empty: DuckDB answers here.",
        "回答分析提问的 Spark 集群地址 spark://主机:端口（需安装 spark 附加组件和 Java 17）。留空则由本机 DuckDB 回答。",
    ),
    "REDRESS_PRESSURE": (
        "How many filings may be begun or sent within ten minutes by all together before each is asked for a proof of work.",
        "十分钟内所有人合计开始或提交的次数上限；超过后每次都要求工作量证明。",
    ),
    "REDRESS_WORK": (
        "How hard that proof is: up to how many numbers a device tries. 300000 takes a telephone a few seconds.",
        "工作量证明的难度：设备最多尝试多少个数。300000 在手机上约需数秒。",
    ),
    "REDRESS_MAX_UPLOAD_MB": ("Largest file.", "单个附件上限（MB）。"),
    "REDRESS_MAX_FILES": ("Files per submission.", "每次提交的附件数上限。"),
    "REDRESS_PUBLIC_RATE": ("Anonymous API calls a minute and address.", "匿名接口每分钟每地址的请求数。"),
    "REDRESS_REQUIRE_SECOND_FACTOR": (
        "Staff sign in with a second factor. Default: on with https://.",
        "工作人员登录需二次验证。默认在 https:// 下开启。",
    ),
    "REDRESS_FONT_PATHS": ("Folders with further fonts for letters.", "文书所用字体的其他目录。"),
    "REDRESS_STATIC_ROOT": ("Where collectstatic puts files for a proxy.", "collectstatic 的输出目录。"),
    "REDRESS_BACKUP_PASSPHRASE": ("Passphrase of backups, where no file gives it.", "备份口令（未用口令文件时）。"),
}


@dataclass(frozen=True, slots=True)
class Read:
    """One place where the code reads a setting."""

    name: str
    kind: str
    default: str


def reads(root: Path) -> Iterator[Read]:
    """Yield every `env.kind("NAME", default)` of the package, and plain reads of the environment by name."""
    for path in sorted((root / "redress").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and (found := _read(node)):
                yield found


def _read(call: ast.Call) -> Read | None:
    function = call.func
    if not (isinstance(function, ast.Attribute) and isinstance(function.value, ast.Name) and call.args):
        return None
    name = call.args[0]
    if function.value.id != "env" or function.attr not in KINDS or not isinstance(name, ast.Constant):
        return None
    given = [*call.args[1:2], *[word.value for word in call.keywords if word.arg == "default"]]
    kind = KINDS[function.attr]
    if function.attr == "choice" and len(call.args) > 2:
        kind = f"one of {', '.join(ast.literal_eval(call.args[2]))}"
    return Read(str(name.value), kind, _shown(given[0]) if given else "")


def _shown(node: ast.expr) -> str:
    """Return a default as it is written in the environment; an expression is described by the meaning instead."""
    if not isinstance(node, ast.Constant):
        return ""
    if isinstance(node.value, bool):
        return "1" if node.value else "0"
    return str(node.value)


def known(root: Path) -> dict[str, Read]:
    """Return every setting by name; where several places read one, the one that knows its default speaks."""
    found: dict[str, Read] = {"REDRESS_LANGUAGE": Read("REDRESS_LANGUAGE", "zh or en", "")}
    for read in reads(root):
        if read.name not in found or (read.default and not found[read.name].default):
            found[read.name] = read
    return found


def page(root: Path) -> str:
    """Return the page. Raises LookupError for a setting whose meaning is written down nowhere, or that nothing reads."""
    found = known(root)
    if found.keys() != MEANING.keys():
        raise LookupError(f"Settings without meaning, or unused: {', '.join(sorted(found.keys() ^ MEANING.keys()))}")
    lines = [
        "# Settings 设置",
        "",
        "Environment variables; nothing else. A value that cannot be used stops the start with a sentence.",
        "全部通过环境变量设置；无法使用的值会在启动时以一句话说明。",
        "",
        "| name | kind | default | decides | 作用 |",
        "|---|---|---|---|---|",
    ]
    for name, (english, chinese) in MEANING.items():
        default = f"`{found[name].default}`" if found[name].default else ""
        lines.append(f"| `{name}` | {found[name].kind} | {default} | {english} | {chinese} |")
    return "\n".join(lines) + "\n"
