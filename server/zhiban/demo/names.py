"""Made-up names of the demo: common surnames and given names put together by the dice, with their pinyin."""

import random
from typing import NamedTuple


class Name(NamedTuple):
    """A name as written in Chinese and in English."""

    zh: str
    en: str


SURNAMES = (
    "王 Wang,李 Li,张 Zhang,刘 Liu,陈 Chen,杨 Yang,赵 Zhao,黄 Huang,周 Zhou,吴 Wu,徐 Xu,孙 Sun,胡 Hu,"
    "朱 Zhu,高 Gao,林 Lin,何 He,郭 Guo,马 Ma,罗 Luo,梁 Liang,宋 Song,郑 Zheng,谢 Xie,韩 Han,唐 Tang,"
    "冯 Feng,于 Yu,董 Dong,萧 Xiao,程 Cheng,曹 Cao,袁 Yuan,邓 Deng,许 Xu,傅 Fu,沈 Shen,曾 Zeng,彭 Peng,"
    "吕 Lyu,苏 Su,卢 Lu,蒋 Jiang,蔡 Cai,贾 Jia,丁 Ding,魏 Wei,薛 Xue,叶 Ye,余 Yu,潘 Pan,杜 Du,戴 Dai,"
    "夏 Xia,钟 Zhong,汪 Wang,田 Tian,任 Ren,姜 Jiang,范 Fan,方 Fang,石 Shi,姚 Yao,谭 Tan,廖 Liao,邹 Zou,"
    "熊 Xiong,金 Jin"
)
WOMEN = (
    "晓雯 Xiaowen,思涵 Sihan,雨薇 Yuwei,婉清 Wanqing,静姝 Jingshu,佳怡 Jiayi,梦洁 Mengjie,欣妍 Xinyan,"
    "雅楠 Yanan,慧敏 Huimin,丽娟 Lijuan,春燕 Chunyan,秀芬 Xiufen,玉兰 Yulan,海霞 Haixia,文秀 Wenxiu,"
    "诗雨 Shiyu,若彤 Ruotong,紫萱 Zixuan,可欣 Kexin,书瑶 Shuyao,怡宁 Yining,素芳 Sufang,月娥 Yue'e,"
    "桂英 Guiying,淑珍 Shuzhen,红梅 Hongmei,艳华 Yanhua,小满 Xiaoman,念慈 Nianci,云舒 Yunshu,知夏 Zhixia,"
    "语桐 Yutong,芷若 Zhiruo,舒然 Shuran,明月 Mingyue,冬梅 Dongmei,美玲 Meiling,翠萍 Cuiping,"
    "雪莹 Xueying,乐怡 Leyi,清婉 Qingwan,巧云 Qiaoyun,惠兰 Huilan"
)
MEN = (
    "志远 Zhiyuan,建国 Jianguo,文博 Wenbo,浩然 Haoran,俊杰 Junjie,立群 Liqun,明轩 Mingxuan,子墨 Zimo,"
    "家豪 Jiahao,致远 Zhiyuan,一鸣 Yiming,海峰 Haifeng,国强 Guoqiang,永康 Yongkang,承志 Chengzhi,"
    "亦凡 Yifan,伟民 Weimin,振华 Zhenhua,少川 Shaochuan,松涛 Songtao"
)


def pairs(text: str) -> list[tuple[str, str]]:
    """``王 Wang,李 Li`` as (written, pinyin) pairs."""
    return [(zh, en) for zh, en in (part.split(" ") for part in text.split(","))]


class Names:
    """Hands out names that nobody else has, neither as written nor in pinyin."""

    def __init__(self, dice: random.Random, taken: list[Name]) -> None:
        self._dice = dice
        self._taken = {n.zh for n in taken} | {n.en for n in taken}

    def draw(self, *, man: bool) -> Name:
        while True:
            surname, given = self._dice.choice(pairs(SURNAMES)), self._dice.choice(pairs(MEN if man else WOMEN))
            name = Name(surname[0] + given[0], f"{given[1]} {surname[1]}")
            if name.zh not in self._taken and name.en not in self._taken:
                self._taken |= {name.zh, name.en}
                return name
