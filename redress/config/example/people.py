"""The bodies and people of the example world. Every name says （示例）; nobody in it exists."""

from redress.kernel.actors import Role

# code, Chinese name, English name, kind, level, division, parent
BODIES = (
    ("310000", "上海市市场监督管理局（示例）", "Shanghai Market Supervision Administration (example)", "market_supervision", "province", "310000", None),
    ("330000", "浙江省市场监督管理局（示例）", "Zhejiang Market Supervision Administration (example)", "market_supervision", "province", "330000", None),
    ("330100", "杭州市市场监督管理局（示例）", "Hangzhou Market Supervision Administration (example)", "market_supervision", "city", "330100", "330000"),
    ("310115", "浦东新区市场监督管理局（示例）", "Pudong Market Supervision Bureau (example)", "market_supervision", "county", "310115", "310000"),
    ("310104", "徐汇区市场监督管理局（示例）", "Xuhui Market Supervision Bureau (example)", "market_supervision", "county", "310104", "310000"),
    ("330108", "滨江区市场监督管理局（示例）", "Binjiang Market Supervision Bureau (example)", "market_supervision", "county", "330108", "330100"),
    ("310115-01", "陆家嘴市场监督管理所（示例）", "Lujiazui Branch Office (example)", "branch_office", "town", "310115", "310115"),
    ("310115-xb", "浦东新区消费者权益保护委员会（示例）", "Pudong Consumer Association (example)", "consumer_association", "county", "310115", "310115"),
)  # fmt: skip
# address of the counter, telephone, opening hours
ADDRESS = {
    "310115": ("世纪大道示例路1号", "021-00000000", "1-5 09:00-12:00 13:30-17:00"),
    "310115-01": ("陆家嘴示例路2号", "021-00000001", "1-5 09:00-12:00 13:30-17:30; 6 09:00-12:00"),
}

# user name, shown name, role, body
STAFF = (
    ("chen", "陈（示例）", Role.CLERK, "310115"),
    ("zhao", "赵（示例）", Role.OFFICER, "310115"),
    ("qian2", "周（示例）", Role.OFFICER, "310115"),
    ("sun", "孙（示例）", Role.MEDIATOR, "310115"),
    ("wu", "吴（示例）", Role.SUPERVISOR, "310115"),
    ("zheng", "郑（示例）", Role.AUDITOR, "310115"),
    ("qian", "钱（示例）", Role.ANALYST, "310115"),
    ("li", "李（示例）", Role.EDUCATOR, "310115"),
    ("wang", "王（示例）", Role.ADMIN, "310115"),
    ("feng", "冯（示例）", Role.OFFICER, "330108"),
    ("han", "韩（示例）", Role.CLERK, "330108"),
    ("shen", "沈（示例）", Role.SUPERVISOR, "330108"),
    ("yang", "杨（示例）", Role.OFFICER, "310104"),
    ("he", "何（示例）", Role.SUPERVISOR, "310104"),
    ("lv", "吕（示例）", Role.OFFICER, "310115-01"),
    ("xu", "许（示例）", Role.MEDIATOR, "310115-xb"),
    ("zhang", "张（示例）", Role.SUPERVISOR, "330100"),
)

SURNAMES = "林王李张刘陈杨黄赵吴周徐孙马朱胡郭何高罗"
GIVEN = (
    "小雨",
    "建国",
    "丽华",
    "思远",
    "秀英",
    "浩",
    "静怡",
    "志强",
    "晓彤",
    "梦琪",
    "国平",
    "芳",
    "子轩",
    "玉兰",
    "一诺",
    "海燕",
)
ROADS = ("示例一路", "示例二路", "花园示例路", "学府示例街", "滨河示例道")

# name, seller kind, division, platform, answers?
TRADERS = (
    ("小蓝电器商行（示例）", "shop", "310115", None, True),
    ("安心家电专营店（示例）", "on_platform", "310115", "好物商城（示例）", True),
    ("悦动健身房（示例）", "shop", "310115", None, False),
    ("云上教育培训（示例）", "shop", "310104", None, True),
    ("鲜之家超市（示例）", "shop", "310115", None, True),
    ("好物商城（示例）", "platform_operator", "310104", None, True),
    ("锦绣婚纱摄影（示例）", "shop", "310104", None, False),
    ("蓝海旅行社（示例）", "shop", "310115", None, True),
    ("速修手机维修（示例）", "shop", "330108", None, False),
    ("江畔餐饮店（示例）", "shop", "330108", None, True),
    ("优选服饰旗舰店（示例）", "on_platform", "330108", "好物商城（示例）", True),
    ("光影数码（示例）", "own_site", "310115", None, True),
    ("宜居装饰工程（示例）", "shop", "310115", None, False),
    ("天天美容（示例）", "shop", "310104", None, True),
)
