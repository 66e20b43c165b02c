"""Lists that synthetic ports are built from: characters of names, words of firms, goods, ports. No real person or firm stands here."""

SURNAMES = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林罗高郑梁谢宋唐许韩冯邓曹彭曾肖田董潘袁蔡蒋余于杜叶程魏苏吕丁任沈姚卢姜符吉韦单仇覃冼麦"
GIVEN = "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超霞平刚英华建文志国海燕波宁南琼山岚月星宇浩然子轩梓涵雨欣佳怡思远春秋冬梅兰竹菊德仁义礼智信永昌福寿康安"
RARE = "𠮷䶮㛃𡐓䒟堃犇淼鑫燚垚叕龘翀珺璟"
"""Characters of real names that fonts, tokenizers and old encodings lose: Extension A and B, and seldom ones of the basic block."""

PLACES = ["海口", "三亚", "洋浦", "儋州", "文昌", "琼海", "东方", "澄迈", "临高", "万宁", "陵水", "昌江", "乐东", "定安", "屯昌", "保亭", "白沙", "五指山"]
BRANDS_A = "恒鑫瑞远宏泰嘉顺永盛丰润金海天科南琼椰碧蓝鹏程启航聚信德隆华景𠮷"
BRANDS_B = "达通源兴利成业林泽盈川洲港湾峰辉创越联合汇川"
TRADES = ["国际物流", "供应链管理", "进出口贸易", "生物科技", "食品加工", "石化", "医疗器械", "航空维修", "海洋食品", "新材料", "跨境电商", "冷链仓储", "汽车零部件", "咖啡加工"]
FORMS = ("有限公司", "有限公司", "有限公司", "股份有限公司", "(集团)有限公司")

AREAS = ["460105", "460106", "460107", "460108", "460202", "460203", "460204", "460205", "460400", "469001", "469002", "469005", "469006", "469007", "469021", "469023", "469024", "469026"]

GOODS: tuple[tuple[str, str, str, str], ...] = (
    ("0901210000", "烘焙咖啡豆", "千克", "BRA"),
    ("2710192900", "润滑油基础油", "千克", "SGP"),
    ("8517790000", "通信设备零件", "个", "KOR"),
    ("3304990039", "护肤品", "千克", "FRA"),
    ("8803300000", "飞机零件", "千克", "USA"),
    ("1511901000", "棕榈液油", "千克", "MYS"),
    ("8703234110", "小轿车", "辆", "DEU"),
    ("0202300090", "冻去骨牛肉", "千克", "AUS"),
    ("3926909090", "塑料制品", "千克", "VNM"),
    ("9018909919", "医疗仪器", "台", "JPN"),
    ("4407110090", "锯材", "立方米", "CAN"),
    ("1806900000", "巧克力制品", "千克", "BEL"),
)
"""Commodity code, name, unit, origin: plausible forms, no statement about tariffs."""

OWNERS = ("MSK", "COS", "CSN", "EIT", "OOL", "TGH", "HLB", "SEG", "YML", "TRI")
CARRIERS = ("ML", "CN", "EV", "OO", "YM")

PORTS: tuple[tuple[str, str, str], ...] = (
    ("CNHIG", "海口港", "Haikou Port"),
    ("CNYPG", "洋浦港", "Yangpu Port"),
    ("CNSYA", "三亚港", "Sanya Port"),
    ("CNBSP", "八所港", "Basuo Port"),
    ("CNQLN", "清澜港", "Qinglan Port"),
    ("CNHAK", "海口美兰机场", "Haikou Meilan Airport"),
    ("CNSYX", "三亚凤凰机场", "Sanya Phoenix Airport"),
    ("CNBAR", "琼海博鳌机场", "Qionghai Bo'ao Airport"),
    ("CNHXG", "海口新海港", "Haikou Xinhai Port"),
    ("CNHNG", "海口南港", "Haikou Nangang"),
)
"""The ten second-line ports of the sources; CNBAR and CNHNG are our own codes, because no public UN/LOCODE was found for them."""

RISKS = ("rush", "conceal", "evade", "fraud", "harm")
