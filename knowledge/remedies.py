"""What a text asks for: something to be changed (a suggestion), or help in trouble of its writer's own.

Pure patterns over clauses. A wish for one's own due (帮我要回工资) is no remedy: that is a grievance's. All is measured
in tests/knowledge/test_remedies.py.
"""

import re
from typing import Final

from knowledge.normal import fold

_CLAUSE: Final = re.compile(r"[，。；！？、,;!?\n\s：:]+")

_OWN_DUE: Final = re.compile(
    r"帮(?:帮)?(?:我|忙|俺|咱)|要回|讨(?:回|薪|个?公道)|公道|说法|做主|评评理|管一?管|(?:查|处理)一?下"
    r"|(?:还|退|赔|补)(?:偿|还)?给?(?:我|俺)|给(?:我|俺)(?!们)|(?:补?发|结清?|付|还|退|赔)[^，]{0,4}(?:工资|工钱|押金|欠款|医药费|补偿|赔偿)"
)
"""What somebody wants for themselves."""

_ASKED: Final = re.compile("能不能|可不可以|是不是(?:可以|能)|行不行")
_NOT_MEANT: Final = re.compile(
    r"(?:不|没有?|未|无|从来没|拒绝|还|才|又|被|逼着?)(?:给|肯|让|能|想|愿意?|按时|统一|及时)?"
    r"(?:装|加|设|建|搞|配|发|买|开|办|修|换|改|补|放|贴|交|让|把|给|清|可以|应该|希望|批|安排)"
    r"|怎么(?:可以|能)|还要(?:等|我)|说好的?|(?:让|把|给)(?:我|俺|咱)|请(?:[病事产婚丧长年]?假|求)|能不能活|可以随便"
    r"|公司(?:把|让|要)|老板(?:把|让|要)|领导(?:把|让|要)|特别|分别|别人|别的|别提|区别|性别|级别|换着|发现|发生|开除|开会骂"
)
"""What looks like a change and is none: what is not done, and what is done to somebody."""

_WISHED: Final = re.compile(
    r"建议(?!如|书|箱|$)|希望|最好|能不能|能否|可不可以|可否|是否可以|可以|应该|应当|应(?:按|设|有|加|当|在)|不如|不妨|何不|倡议"
    r"|要是能|如果能|就(?:行|够|好|可以|不用|不会|少|能|省|更)|(?:赶紧|尽快|尽早|抓紧|及早)|我有个(?:想法|主意|点子)"
    r"|(?:要|得|须|需)(?:装|有|配|设|加|给|把|建|换|定期|统一|专人|先|贴|备|上)|必须|别(?:再|用|让|排|把|拿|在)|不要再?(?:用|让|把|在|排)"
    r"|^请(?!你|您|工会|领导帮|问)|先.{1,12}再|(?:时候?|的话|以后|之前|前|后)就?(?:关|停|开|换|放|收|擦|清|查|检)|吧$"
)
"""Words by which somebody proposes something."""

_CHANGED: Final = re.compile(
    r"(?:安装|加装|增加|增设|增开|增配|添加|添置|采购|更换|改成|改为|改用|改到|改在|改装|改造|换成|换上|换掉|挪到|搬到|移到|调到|设成"
    r"|统一|推行|实行|推广|设立|设置|建立|成立|取消|优化|加强|加固|延长|缩短|降低|减少|提高|提前|推迟|错开|错峰|分开|分批|恢复|公示|公布"
    r"|定期|划出|划分|回收|循环|上锁|合并|并成|简化|制作|制定|编号|组织|轮换|轮流|搭建?|铺|垫高|清洗|压扁|绕|招|奖励|评选|评一次"
    r"|定制|引进|培训|归类|分类|标上|用.{1,8}(?:做|当|代替|区分|分)|加(?![班了点到重价薪过入上])|装(?![卸配修货车了好箱不的满])|换(?![了过班岗着来也人])|改(?![了天过不口])|派(?=人|车)|提醒|想有|想要)(?!了|过|都)"
)
"""Verbs of change, where the change is still to come."""

_ONE_MORE: Final = re.compile(
    r"(?:装|加|放|配|备|设|建|搞|发|买|开|办|弄|做|添|补|留|铺|贴|换|挂|上|修|支|摆|写|设)"
    r"(?:上|好|个|一|两|几|些|点|套|台|条|张|块|副|双|把|排|道|盏|次)(?!了|天|班|个?月|年|分钱)"
    r"|(?:再|多)(?:加|开|停|配|放|装|设|备|办|发|几|半|一)(?!了|点|分)|(?:装|放|贴|挂|配|备).{0,6}(?:机|灯|器|液|条|牌|箱|柜|网|罩|栏|镜|椅|桶)$"
)
"""Something that is to be put somewhere."""

_SHALL: Final = re.compile(
    r"^(?:(?:给|对|让)(?!了|的)|把|按|勤|限|多(?!少|次|年|数|扣|收)(?=..)|少(?!了)(?=..)|及时|(?:再|就|也|要|得|该|早点|快点|重新)?"
    r"(?:装|安(?!全)|加(?!班|点)|换|设(?!备)|修|改|配(?!送)|添|补(?!助|贴|偿)|清[理扫洗运]|整[理改]|限制|升级|扩|搞|建(?!议)|弄|铺|刷|贴|挂"
    r"|喷|洒|降|压缩|隔|查漏|发放|供应|举?办(?!公|事)|用(?!工|人)|发(?![现生烧炎火工薪了不])|买(?!了|断)|派(?!遣|出所)|找(?=个|人|几)|缝|收(?![费入到了])|[关停](?!心|系|于|键|注|门|业|产|工|职|薪)|安排|杀|消|检修|大修|排水|搭|备))(?!.{0,4}(?:了|过)$)"
    r"|(?:该|要)(?:涨|换|修|改|清理?|大修|检修|公开|排水|隔|升级|及时)|([清减扫修查理改])一\1|涨(?:一?点|涨|一涨)|(?:加快|放开|刷白|扩建|修补)(?!了|过)"
)
"""How a clause begins that says what is to be done, and with whom or what."""

_OF_SOMEBODY: Final = re.compile("(?:我(?!们|觉得|想|认为|看)|俺(?!们)|他|她|老板|人事|班长|主管)")
"""Whose clause tells what happened to one person, or what one person did."""

_PLEADED: Final = re.compile("建议|希望|应当|应该|最好|不如|能否")

_TROUBLE: Final = re.compile(
    r"欠|拖|扣|罚|骂|侮辱|打人|被打|殴|逼|威胁|开除|辞退|辞掉|裁|受伤|伤|压断|摔|断了|车祸|漏|臭|脏|老鼠|蟑螂|头发|虫|吵|噪|累|疼|痛|病|晕"
    r"|苦|难(?:吃|受|熬)|受不了|垮|憋屈|不公|偏心|内定|欺负|歧视|骚扰|动手动脚|小鞋|离谱|凭什么|押|卡着|占|坏|堵|贵|怪味|异味|粉尘|拉肚子"
    r"|跑(?:了|路)|打不通|太(?!阳|平)|(?<![今明昨])天天|连着|加班|只有一半|最(?:少|低|差)|黑心|乱|随便|无缘无故|没用|(?:手|脚)都|睡不着|危险|(?:还|又|总)让我|吓|气死|倒闭"
)
"""What hurts."""

_REFUSED: Final = re.compile(
    r"(?:不|没|未|无)(?:给|发|让|管|批|修|交|签|退|认|理|处理|报|付|结|办|算|按|补|够|清|见|公平|合理|加|休息|休|人(?!的?时)|水|纸|还)"
    r"|没有(?!了?$|想|什么|意见|别的)|还没(?!想)|从来没|等等|再等|每次都|多少次|说了半年|不说"
)
"""What somebody does not get."""


def names_remedy(text: str) -> bool:
    """Whether a text says what should be done or changed, for more people than its writer."""
    return any(map(_proposes, _clauses(text)))


def complains(text: str) -> bool:
    """Whether a text tells of trouble: something that hurts, or something due that is not given."""
    return any(found.search(clause) for clause in _clauses(text) for found in (_TROUBLE, _REFUSED, _OWN_DUE))


def _clauses(text: str) -> list[str]:
    return [clause for clause in _CLAUSE.split(fold(text)) if clause]


def _proposes(clause: str) -> bool:
    if _OWN_DUE.search(clause):
        return False
    meant = _NOT_MEANT.sub("…", _ASKED.sub("能否", clause))
    if _OF_SOMEBODY.search(meant) and not _PLEADED.search(meant):
        return False
    return any(found.search(meant) for found in (_WISHED, _CHANGED, _ONE_MORE, _SHALL))
