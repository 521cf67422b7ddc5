"""What the people of the example world bought and what went wrong. {price} and {day} are filled in."""

# what, category, nature, price range, story, requests, traders (indexes in people.TRADERS)
STORIES = (
    ("扫地机器人", "goods.home_appliance", "QUALITY", (899, 3999), "{day}买的扫地机器人，用了半个月就不动了，充电座也不认。店里说是我摔坏的，不肯修也不肯退。付了{price}元，有订单截图和故障视频。", ("REPAIR", "REFUND"), (0, 1)),
    ("空调", "goods.home_appliance", "AFTER_SALES", (1999, 5999), "空调装上后一直漏水，报修三次，师傅上门两次都没修好。{day}购买，价格{price}元，商家让我自己找厂家。", ("REPAIR", "EXCHANGE"), (0, 11)),
    ("健身年卡", "services", "CONTRACT", (1880, 6800), "{day}办了健身年卡{price}元，店里换了老板以后关门装修，群里没人回复，剩下的钱不退。", ("REFUND",), (2,)),
    ("英语培训课程", "services", "CONTRACT", (3600, 19800), "给孩子报了英语课，交了{price}元，上了六节课老师就换了三次，约好的小班变成大班。{day}提出退费，一直说在走流程。", ("REFUND",), (3,)),
    ("酸奶", "goods.food", "SAFETY", (12, 60), "{day}在超市买的酸奶，回家发现已经过了保质期两天，孩子喝了半瓶。小票和包装都在，花了{price}元。", ("REFUND", "DAMAGES"), (4,)),
    ("手机", "goods", "FALSE_PUBLICITY", (1599, 6999), "页面写全新正品，{day}收到的手机激活日期是半年前，机身有使用痕迹。付了{price}元，客服说是系统显示错误。", ("RETURN", "DAMAGES"), (5, 11)),
    ("婚纱照套餐", "services", "CONTRACT", (3999, 9999), "{day}签的婚纱照套餐{price}元，拍完说精修要另外加钱，不加就不给底片，合同里没写。", ("REDO", "REFUND"), (6,)),
    ("跟团游", "services", "CONTRACT", (1280, 8800), "报的五日游{price}元，{day}出发，第二天就被带去三家购物店，不买不让走，行程少了两个景点。", ("REFUND", "DAMAGES"), (7,)),
    ("手机换屏", "services", "PRICE", (199, 899), "{day}去换屏，先说两百，修完要{price}元，不给就不还手机。换上的屏还偏色。", ("REFUND",), (8,)),
    ("聚餐", "services", "PRICE", (188, 1288), "{day}晚上在店里吃饭，结账{price}元，多算了一道没上的菜和餐具费，菜单上没有标。", ("REFUND",), (9,)),
    ("羽绒服", "goods", "COUNTERFEIT", (299, 1299), "{day}下单的羽绒服，吊牌写含绒量九成，送去检测只有五成多。付了{price}元，店铺把链接下架了。", ("RETURN", "DAMAGES"), (10,)),
    ("笔记本电脑", "goods", "QUALITY", (3999, 8999), "{day}买的电脑三个月内主板坏了两次，修好又坏，要求换一台，店里说过了换货期。价格{price}元。", ("EXCHANGE", "REFUND"), (11,)),
    ("全屋装修", "services", "QUALITY", (38000, 128000), "装修合同总价{price}元，{day}完工，两个月后卫生间漏水到楼下，墙砖空鼓。联系工长，说不在本地了。", ("REPAIR", "DAMAGES"), (12,)),
    ("美容套餐", "services", "CONTRACT", (2980, 12800), "{day}被拉进店做免费体验，做到一半说皮肤有问题，办了{price}元的卡，回家脸上过敏。要求退卡，只同意换项目。", ("REFUND", "DAMAGES"), (13,)),
    ("会员自动续费", "services", "CONTRACT", (15, 298), "{day}发现会员自动续费{price}元，开通时没有看到提示，也没有收到扣款前通知，取消入口找了很久。", ("REFUND",), (5, 11)),
    ("儿童玩具", "goods", "SAFETY", (39, 399), "{day}给孩子买的玩具车，电池仓发烫冒烟，没有合格证。{price}元，东西还在。", ("RETURN", "DAMAGES"), (4, 10)),
)  # fmt: skip
REPORTS = (
    ("店里挂着的价签是一个价，结账又是另一个价，问了说系统没更新，已经好几天了。", "PRICE", (4, 9)),
    ("网店写“全网最低”“国家级配方”，页面没有任何依据。", "FALSE_PUBLICITY", (10, 13)),
    ("超市把临期食品的日期标签撕掉重新贴，看到两次。", "SAFETY", (4,)),
    ("美容店没有挂营业执照，用的产品全是外文没有中文标签。", "FALSE_PUBLICITY", (13,)),
)
ENGLISH = (
    ("Robot vacuum", "goods.home_appliance", "QUALITY", (999, 2999), "Bought on {day} for {price} yuan. It stopped after two weeks and the shop refuses to repair it, saying I dropped it.", ("REPAIR", "REFUND"), (1,)),
    ("Hotel booking", "services", "CONTRACT", (420, 1880), "The room was cancelled by the platform on {day}, and the refund of {price} yuan never came.", ("REFUND",), (5,)),
)  # fmt: skip
