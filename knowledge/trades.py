"""What firms do, as their names say it: words of one trade mean the same, and weak words say little."""

from typing import Final

_ALIKE: Final = """
machines: 机械 机器 机床 重工 机电
electronics: 电子 半导体 光电
appliances: 电器 电气 家电
hardware: 五金 金属 模具 紧固件 铝业 不锈钢
steel: 钢铁 钢构 钢结构 冶金 铸造 铸件 锻造
building: 建筑 建设 建工 建安 基建 土建 工程 施工 路桥 市政 公路
fitting: 装饰 装修 装潢 幕墙 门窗
materials: 建材 水泥 混凝土 砂石 石材 玻璃 陶瓷 砖瓦 砖
estate: 房地产 地产 置业
property: 物业
cleaning: 保洁 环卫 清洁 家政
guards: 保安 安保
labour: 劳务派遣 劳务 人力资源 人力 派遣 外包
clothes: 服装 制衣 服饰 成衣 时装 针织衫 羽绒
textiles: 纺织 织布 织造 棉纺 毛纺 印染 针织 化纤 丝绸
shoes: 鞋业 制鞋 皮鞋 鞋
leather: 皮革 箱包 皮具
toys: 玩具
furniture: 家具 木业 家居 木器
paper: 造纸 纸业 包装 纸箱
printing: 印刷 印务
plastics: 塑料 塑胶 橡胶 注塑
chemicals: 化工 化学 涂料
fertiliser: 化肥
medicine: 医药 制药 药业 药房 药店
hospital: 人民医院 中医院 医院 诊所 卫生院
nursery: 幼儿园 托儿所
primary: 小学
secondary: 中学 高中 初中 职高 技校
college: 大学 学院
teaching: 教育 培训
food: 食品 面粉 粮油 肉业 乳业 饮料 酒业 酱油 味业 调味
farming: 养殖 农业 饲料 种业 林业 果业 渔业
catering: 餐饮 火锅 饭店 餐厅 酒楼 餐馆 面馆 小吃 烧烤 快餐 包子铺 包子 早餐 奶茶 咖啡
hotel: 酒店 宾馆 旅馆 大酒店 民宿
retail: 超市 商场 百货 便利 购物 商城
trading: 商贸 贸易 进出口 批发
books: 书店
transport: 物流 运输 货运 快运 速运 速递 快递 配送 搬家
delivery: 外卖
taxis: 长途汽车客运 客运 出租车 出租汽车 网约车 代驾 公交
cars: 汽车 客车 汽配 汽修 汽车修理 汽车维修 修理 摩托车 电动车
pipes: 铜管 管业 管道
mining: 煤矿 矿业 煤业 采石 煤炭
energy: 能源 太阳能 光伏 新能源
power: 电力 供电 电网
gas: 燃气
petrol: 油品 加油站 石油 石化
water: 水务 自来水
software: 软件 网络 信息
bank: 银行
insurance: 保险
beauty: 美容院 美容 美发 理发 足浴 按摩
garden: 园林 绿化
media: 传媒 广告 文化
tower: 大厦
"""
_MEANT: Final = [line.split(": ") for line in _ALIKE.strip().splitlines()]
TRADES: Final = dict(
    sorted(((word, trade) for trade, words in _MEANT for word in words.split()), key=lambda one: -len(one[0]))
)
"""Each word of a trade with what it means, the longest first: 大酒店 before 酒店."""

WEAK: Final = tuple(
    """
制造 生产 加工 制品 科技 技术 创新 智能 精密 实业 工业 企业 产业 发展 投资 服务 管理 经营 控股 集团 国际 国内
股份 有限 责任 公司
财产 人寿 有限责任 卫生管理处 管理处 设备 器材 用品 材料 产品 分拨 转运 网点 中心 总部 事业 速 所 院 部 店 站 厂 场 城
""".split()
)
"""They stand in so many names that they tell none from another."""

ANYBODY: Final = frozenset(
    """
公司 工厂 单位 工地 老板 厂里 厂子 厂 店里 店 饭店 超市 酒店 学校 医院 平台 中介 包工头 工头 个人 私人 私企 企业 某公司
某厂 某 某某 某某公司 不知道 不清楚 不方便说 保密 没有 无 没有单位 不说 现在的公司 我们公司 我们厂 本公司 本厂 建筑 集团
一家 一家公司 一个 一个公司 小 小公司 大 大公司 有限公司 分公司 总公司 项目部 车间 班组 工程 这家公司 这个公司 那家公司
""".split()
)
"""Such a word means nobody in particular."""
