// Made by make_bigrams.py; its head names the inputs. One row for the first letter, one character for the second: '!' plus eighths of a bit.
#include "detectors/dga/lexical.hpp"

namespace sekisho::detectors::dga {

const std::array<std::string_view, kLetters> kBigrams{
    R"~(gGAF^WH]HkO;D8gFl:@7NPT_O\uwr~~~~~~~n)~", R"~(:IIO<PMX=QN:KT<MR@CN@X[TT_lhfhwuq~~~~)~", R"~(8gN\<df9Bt>C\k5UkBN?EipmUqlifqtyu~~~~)~",
    R"~(=NTJ0SM\4_bHSR?VlEBXGYZoQohgcltpu~{~n)~", R"~(DTF:JSRaUlbBI;WM`46C]QUMXfnkksxsx~~~u)~", R"~(=_W`<>aj5km=Ze:[v>HF>pdbM}hd^rvM~ul~{)~",
    R"~(;][W4ZFB<lh@RG?Ss;CRBf^jSjigbmhrw~~~v)~", R"~(5\\Y2_lk5ngSSX7YvINDEoZvJspkiu~qz~~~t)~", R"~(G9@JBOJphs[CH2ANiJ>@aMn]rNwqs~~~~~~~~)~",
    R"~(3YOT6Y[_=ncWV]6Ng\=X7[_agnrkdn~~x~~~~)~", R"~(;SUP1HYR5iYFQKDSxN<PHfUpLqc^`_jim~t~~)~", R"~(;]YO6\`k.|[>Zd>XzeGMHZjlAnoigsxtx~~~|)~",
    R"~(4EVX5[ag7yiMFY;<j^GZEhiqUxlffmot}~~~h)~", R"~(?]B>:O4^?cPZ^ME\f`=9PVfiYfrloptx{~~~p)~", R"~(NMFHXTIaPfQ@A4DEn8CD@MIWYdwqpy~|~~~~t)~",
    R"~(9`TU6]ZC=|b>X_<Bu:EFFmdpJ|hebhksx}w~v)~", R"~(Q[OUab[cWhwCMc\TaRS5'b\bwmmheheqw~~~w)~", R"~(7SLI4YQ`8nRQKN;SoL>DITcsLrnlksxvw~~~v)~",
    R"~(C\CZ9^a>=rPJKRDDY`=3E`ToQugf`enhox~~d)~", R"~(<^O^4ZeB4r_MX`=Wz>@FHkYjKbhfentcc~~~o)~", R"~(FGGGFRJiDgY=@8XF~:9<jbp]i]|{y~~~~~~~w)~",
    R"~(7^XU+d]i3uk\V\@[~\WVReww]~qa_phUn~|~q)~", R"~(2U[P6Y_C6xZKND;WrFCU_oab\nlnggxtx{~~~)~", R"~(DS@K;LUN:gZMBZJ;dMI7PWVLJgZVSVdbvmd~o)~",
    R"~(<KDJ?SNXAeZBB@B=cG9FN`Q\s]e__`pq||~ub)~", R"~(9Z[^,`eV5udHUZBblaZ]Ib`cK@lqfjjq{qi~{)~", R"~(BQC0KQQdQdFKNNddWNWWd4dNddAWdQdddWQdd)~",
    R"~(]YJ?OoVcco]coocco]oc]=c]co;88GCD?IDF])~", R"~(LMCCLJ?KPTSNOQGB`LKGSNUNcZGLO4WTRZU`c)~", R"~(bLE.b\QS\nQQQ\nQnQKOXJO\nnL\2bSUbbXnA)~",
    R"~(C\=EKRC\V:\AI\EAH@IDKO\h\hMhOROhh\ORR)~", R"~(9M=FNXFXGT@PAI_>KR>JVPDLereXTIr__e[Xr)~", R"~(QTIEJkXQ^^MKQQXI9TEM^MB^kk^^XE.XXkTk^)~",
    R"~(LY@CYYYLYYLYLCYLYYYYY@YCY@YLGLLLY6YGG)~", R"~(S`MS`SIS``GSS:`I`SG`SI````3SMM`G5`MS`)~", R"~(>HUUUHHUUU>UBUUUUUUUBBBUUU;UUHUHUUHHU)~",
    R"~(6FCEGKHPF_UMHIIJuM;DLIBuiuuBLZ\uuuuuu)~",
};

}  // namespace sekisho::detectors::dga
