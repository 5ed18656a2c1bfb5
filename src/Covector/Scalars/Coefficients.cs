// Printed by eng/fit_coefficients.py, which says how each table was fitted.
namespace Covector.Scalars;

/// <summary>Minimax polynomials, lowest degree first, and constants in parts, largest first.</summary>
internal static class Coefficients
{
    /// <summary>log 2.</summary>
    public static Table Ln2 => new(Ln2Single, Ln2Double);

    private static ReadOnlySpan<float> Ln2Single =>
    [
        0.693147182f,
        -1.90465421e-09f,
        -8.78318374e-17f,
    ];

    private static ReadOnlySpan<double> Ln2Double =>
    [
        0.69314718055994529,
        2.3190468138462996e-17,
        5.7077084384162121e-34,
    ];

    /// <summary>π/2.</summary>
    public static Table HalfPi => new(HalfPiSingle, HalfPiDouble);

    private static ReadOnlySpan<float> HalfPiSingle =>
    [
        1.57079637f,
        -4.37113883e-08f,
        -1.71512451e-15f,
        1.0562999e-23f,
    ];

    private static ReadOnlySpan<double> HalfPiDouble =>
    [
        1.5707963267948966,
        6.123233995736766e-17,
        -1.4973849048591698e-33,
        5.5622711043168264e-50,
    ];

    /// <summary>π.</summary>
    public static Table Pi => new(PiSingle, PiDouble);

    private static ReadOnlySpan<float> PiSingle =>
    [
        3.14159274f,
        -8.74227766e-08f,
        -3.43024902e-15f,
    ];

    private static ReadOnlySpan<double> PiDouble =>
    [
        3.1415926535897931,
        1.2246467991473532e-16,
        -2.9947698097183397e-33,
    ];

    /// <summary>log₁₀ 2.</summary>
    public static Table Log10Of2 => new(Log10Of2Single, Log10Of2Double);

    private static ReadOnlySpan<float> Log10Of2Single =>
    [
        0.30103001f,
        -1.43209888e-08f,
        -5.83148766e-17f,
    ];

    private static ReadOnlySpan<double> Log10Of2Double =>
    [
        0.3010299956639812,
        -2.8037281277851704e-18,
        5.4719484023146385e-35,
    ];

    /// <summary>(eʳ − 1 − r)/r² on |r| ≤ 0.35.</summary>
    public static Table ExpTail => new(ExpTailSingle, ExpTailDouble);

    private static ReadOnlySpan<float> ExpTailSingle =>
    [
        0.5f,
        0.166665405f,
        0.0416664407f,
        0.00836701132f,
        0.00139373902f,
    ];

    private static ReadOnlySpan<double> ExpTailDouble =>
    [
        0.50000000000000056,
        0.16666666666666685,
        0.041666666666571088,
        0.0083333333333147196,
        0.0013888888933691051,
        0.00019841269903420874,
        2.4801502465968598e-05,
        2.7557227125883965e-06,
        2.7627235168051196e-07,
        2.5114861145721674e-08,
    ];

    /// <summary>(2 artanh s − 2s)/s in s², for log(1 + f) with s = f/(2 + f), f from √½ − 1 to √2 − 1.</summary>
    public static Table LogTail => new(LogTailSingle, LogTailDouble);

    private static ReadOnlySpan<float> LogTailSingle =>
    [
        -1.43497136e-09f,
        0.666668236f,
        0.399739861f,
        0.299461544f,
    ];

    private static ReadOnlySpan<double> LogTailDouble =>
    [
        -2.4751993602709895e-18,
        0.66666666666667729,
        0.39999999999252556,
        0.28571428771719065,
        0.22222195891976068,
        0.18183694137616063,
        0.15310876733413767,
        0.14826780658365332,
    ];

    /// <summary>(sin r − r)/r³ in r² on |r| ≤ π/4.</summary>
    public static Table SinTail => new(SinTailSingle, SinTailDouble);

    private static ReadOnlySpan<float> SinTailSingle =>
    [
        -0.166666538f,
        0.00833210815f,
        -0.00019508235f,
    ];

    private static ReadOnlySpan<double> SinTailDouble =>
    [
        -0.16666666666666627,
        0.0083333333333210739,
        -0.00019841269828703751,
        2.7557313300621198e-06,
        -2.505069578938036e-08,
        1.5893130492351974e-10,
    ];

    /// <summary>(cos r − 1 + r²/2)/r⁴ in r² on |r| ≤ π/4.</summary>
    public static Table CosTail => new(CosTailSingle, CosTailDouble);

    private static ReadOnlySpan<float> CosTailSingle =>
    [
        0.0416666456f,
        -0.0013887299f,
        2.44302846e-05f,
    ];

    private static ReadOnlySpan<double> CosTailDouble =>
    [
        0.041666666666666581,
        -0.0013888888888871048,
        2.4801587287610008e-05,
        -2.7557313822253173e-07,
        2.087565237976286e-09,
        -1.1356026127346843e-11,
    ];

    /// <summary>1/log 2.</summary>
    public static Table Log2E => new(Log2ESingle, Log2EDouble);

    private static ReadOnlySpan<float> Log2ESingle =>
    [
        1.44269502f,
        1.92596303e-08f,
        -4.23733949e-16f,
    ];

    private static ReadOnlySpan<double> Log2EDouble =>
    [
        1.4426950408889634,
        2.0355273740931033e-17,
        -1.0614659956117258e-33,
    ];

    /// <summary>1/log 10.</summary>
    public static Table Log10E => new(Log10ESingle, Log10EDouble);

    private static ReadOnlySpan<float> Log10ESingle =>
    [
        0.434294492f,
        -1.010305e-08f,
        -1.00039104e-16f,
    ];

    private static ReadOnlySpan<double> Log10EDouble =>
    [
        0.43429448190325182,
        1.0983196502167651e-17,
        3.717181233110959e-34,
    ];

    /// <summary>2/3.</summary>
    public static Table TwoThirds => new(TwoThirdsSingle, TwoThirdsDouble);

    private static ReadOnlySpan<float> TwoThirdsSingle =>
    [
        0.666666687f,
        -1.98682155e-08f,
        5.92118964e-16f,
    ];

    private static ReadOnlySpan<double> TwoThirdsDouble =>
    [
        0.66666666666666663,
        3.7007434154171883e-17,
        2.0543252740130515e-33,
    ];

    /// <summary>(sinh r − r)/r³ in r² on |r| ≤ 0.35.</summary>
    public static Table SinhTail => new(SinhTailSingle, SinhTailDouble);

    private static ReadOnlySpan<float> SinhTailSingle =>
    [
        0.166666672f,
        0.00833315309f,
        0.000199944407f,
    ];

    private static ReadOnlySpan<double> SinhTailDouble =>
    [
        0.16666666666666666,
        0.0083333333333348442,
        0.00019841269834360825,
        2.7557332124242372e-06,
        2.5041561124616204e-08,
        1.9205900736659185e-10,
    ];

    /// <summary>(cosh r − 1)/r² in r² on |r| ≤ 0.35.</summary>
    public static Table CoshTail => new(CoshTailSingle, CoshTailDouble);

    private static ReadOnlySpan<float> CoshTailSingle =>
    [
        0.5f,
        0.041666504f,
        0.00139314518f,
    ];

    private static ReadOnlySpan<double> CoshTailDouble =>
    [
        0.5,
        0.041666666666666671,
        0.0013888888888881925,
        2.4801587331049418e-05,
        2.7557267525245588e-07,
        2.0916959642381851e-09,
    ];

    /// <summary>(arctan r − r)/r³ in r² on |r| ≤ tan π/8.</summary>
    public static Table AtanTail => new(AtanTailSingle, AtanTailDouble);

    private static ReadOnlySpan<float> AtanTailSingle =>
    [
        -0.333333313f,
        0.199995175f,
        -0.142635837f,
        0.107413456f,
        -0.0644649193f,
    ];

    private static ReadOnlySpan<double> AtanTailDouble =>
    [
        -0.33333333333333331,
        0.19999999999998921,
        -0.14285714285526796,
        0.11111111095897482,
        -0.090909083952867981,
        0.076922879022621307,
        -0.066662961230712137,
        0.058776457929948102,
        -0.052221138644490066,
        0.045175446961207746,
        -0.033778053541428835,
        0.015483552415366735,
    ];

    /// <summary>(arcsin r − r)/r³ in r² on |r| ≤ ½.</summary>
    public static Table AsinTail => new(AsinTailSingle, AsinTailDouble);

    private static ReadOnlySpan<float> AsinTailSingle =>
    [
        0.166666657f,
        0.0750015303f,
        0.0445854217f,
        0.0312346295f,
        0.0165938474f,
        0.0345218442f,
    ];

    private static ReadOnlySpan<double> AsinTailDouble =>
    [
        0.16666666666666666,
        0.075000000000005396,
        0.044642857141932404,
        0.030381944517791536,
        0.022372155822526992,
        0.017352855257136417,
        0.013963169075220758,
        0.011573047671258347,
        0.0095725297017701452,
        0.0095756261134569681,
        0.0021400279895001225,
        0.021630184968998267,
        -0.02202858535850289,
        0.031274210451640333,
    ];

    /// <summary>(2 artanh s − 2s − ⅔s³)/s⁵ in s².</summary>
    public static Table PowTail => new(PowTailSingle, PowTailDouble);

    private static ReadOnlySpan<float> PowTailSingle =>
    [
        0.400000006f,
        0.285713494f,
        0.222168505f,
        0.188913792f,
    ];

    private static ReadOnlySpan<double> PowTailDouble =>
    [
        0.40000000000000002,
        0.28571428571426394,
        0.2222222222271969,
        0.18181818167523814,
        0.1538460855903816,
        0.1333421504790101,
        0.11719255638504102,
        0.11608225703342206,
    ];

    /// <summary>t^−⅓ to 3 digits, on ½ ≤ t ≤ 4 for binary32 and 1 ≤ t ≤ 8 for binary64.</summary>
    public static Table CbrtSeed => new(CbrtSeedSingle, CbrtSeedDouble);

    private static ReadOnlySpan<float> CbrtSeedSingle =>
    [
        1.79523504f,
        -1.50345409f,
        1.02715015f,
        -0.389140815f,
        0.0744996369f,
        -0.00561977318f,
    ];

    private static ReadOnlySpan<double> CbrtSeedDouble =>
    [
        1.4248789472623731,
        -0.5966460825371126,
        0.20381237123395846,
        -0.038607650234634833,
        0.0036956488621888253,
        -0.00013938796482859989,
    ];

    /// <summary>(erf x − x)/x in x² on |x| ≤ 0.9.</summary>
    public static Table ErfTail => new(ErfTailSingle, ErfTailDouble);

    private static ReadOnlySpan<float> ErfTailSingle =>
    [
        0.128379166f,
        -0.376126319f,
        0.112836815f,
        -0.0268590208f,
        0.00520071108f,
        -0.00081439619f,
        8.39111599e-05f,
    ];

    private static ReadOnlySpan<double> ErfTailDouble =>
    [
        0.12837916709551259,
        -0.3761263890318387,
        0.11283791670958278,
        -0.026866170645484702,
        0.0052239776271850091,
        -0.00085483270354683942,
        0.00012055330092676114,
        -1.4925491027748372e-05,
        1.6457848795952741e-06,
        -1.6298256618734509e-07,
        1.4158279522294347e-08,
        -8.7221946533813335e-10,
    ];

    /// <summary>(1 + 2x)·exp(x²)·erfc(x) in (x − 3.75)/(x + 3.75), for all x ≥ 0.</summary>
    public static Table ScaledErfc => new(ScaledErfcSingle, ScaledErfcDouble);

    private static ReadOnlySpan<float> ScaledErfcSingle =>
    [
        1.23751259f,
        -0.140240654f,
        0.00358669017f,
        0.0822783485f,
        -0.108814977f,
        0.0922911465f,
        -0.0586515032f,
        0.0284084231f,
        -0.00982733257f,
        0.0016767201f,
        0.000376412674f,
        -0.000224404997f,
        7.70192491e-06f,
    ];

    private static ReadOnlySpan<double> ScaledErfcDouble =>
    [
        1.2375126308378275,
        -0.14024059858554697,
        0.003585415485475342,
        0.082276738490145968,
        -0.10880393014209026,
        0.092304321160352115,
        -0.058693398584688389,
        0.028362277419304072,
        -0.0097465795981515491,
        0.0017556258503652966,
        0.00029371386650346932,
        -0.00029015406955179232,
        5.1648442223652992e-05,
        2.2384208925859982e-05,
        -1.1442704849451293e-05,
        -9.7350588780494425e-07,
        1.7494965016029312e-06,
        -5.7280734939129976e-08,
        -2.5654502895115148e-07,
        2.3308708512675512e-08,
        3.7328762762614553e-08,
        -3.7627715409050204e-09,
        -4.6802651085277214e-09,
        3.1444750950002294e-10,
        3.4553568871093136e-10,
    ];

    /// <summary>log Γ(2 + y)/y on −¾ ≤ y ≤ ¼.</summary>
    public static Table LogGammaNear2 => new(LogGammaNear2Single, LogGammaNear2Double);

    private static ReadOnlySpan<float> LogGammaNear2Single =>
    [
        0.422784328f,
        0.322467029f,
        -0.0673516989f,
        0.0205819793f,
        -0.00739905518f,
        0.00284465519f,
        -0.00114506274f,
        0.00093222619f,
        0.000492984604f,
        0.000553393562f,
    ];

    private static ReadOnlySpan<double> LogGammaNear2Double =>
    [
        0.42278433509846713,
        0.3224670334241132,
        -0.067352301053196131,
        0.020580808427790382,
        -0.0073855510288984277,
        0.0028905103299047374,
        -0.0011927539008578169,
        0.0005096695790970839,
        -0.00022315498348945148,
        9.9455767073218816e-05,
        -4.4925668027256885e-05,
        2.0534381890851004e-05,
        -9.3875089510811461e-06,
        4.2279084030440109e-06,
        -2.7685275952192846e-06,
        2.2837314115675481e-07,
        1.5134249887415695e-06,
        7.5412311620757646e-06,
        1.0931211435839182e-05,
        9.3102888233692253e-06,
        4.2797332671467853e-06,
        8.9712520730630884e-07,
    ];

    /// <summary>x(log Γ(x) − (x − ½)log x + x − ½log 2π) in 1/x² for x ≥ 8.</summary>
    public static Table Stirling => new(StirlingSingle, StirlingDouble);

    private static ReadOnlySpan<float> StirlingSingle =>
    [
        0.083333306f,
        -0.00276521966f,
    ];

    private static ReadOnlySpan<double> StirlingDouble =>
    [
        0.083333333333333301,
        -0.0027777777776146276,
        0.0007936506685241306,
        -0.00059520318083076831,
        0.0008373240530342806,
        -0.0016536035142796989,
    ];

    /// <summary>x²(log x − 1/(2x) − ψ(x)) in 1/x² for x ≥ 6.</summary>
    public static Table DigammaTail => new(DigammaTailSingle, DigammaTailDouble);

    private static ReadOnlySpan<float> DigammaTailSingle =>
    [
        0.0833333284f,
        -0.00833131094f,
        0.00379421143f,
    ];

    private static ReadOnlySpan<double> DigammaTailDouble =>
    [
        0.083333333333333315,
        -0.0083333333332630249,
        0.0039682539163677756,
        -0.0041666516099270745,
        0.0075735732034791798,
        -0.020917117360733033,
        0.07521450744940468,
        -0.23013266130885657,
    ];

    /// <summary>erf⁻¹(x)/x in w − 3.125, w = −log(1 − x²) ≤ 6.25.</summary>
    public static Table ErfInvCenter => new(ErfInvCenterSingle, ErfInvCenterDouble);

    private static ReadOnlySpan<float> ErfInvCenterSingle =>
    [
        1.65365458f,
        0.24015817f,
        -0.00603372278f,
        -0.000740673568f,
        0.0001867877f,
        -1.39024578e-05f,
        -1.38757252e-06f,
        4.29441826e-07f,
        -2.47973482e-08f,
        -5.0071769e-09f,
        6.6420619e-10f,
        1.52382169e-11f,
    ];

    private static ReadOnlySpan<double> ErfInvCenterDouble =>
    [
        1.6536545626831027,
        0.24015818242558831,
        -0.006033670871427135,
        -0.0007407025341543439,
        0.00018673420802079471,
        -1.3882523394877511e-05,
        -1.3654691774266225e-06,
        4.2347881815238528e-07,
        -2.9070389928804485e-08,
        -4.1126615204858589e-09,
        1.0512226599924136e-09,
        -5.4142485803840031e-11,
        -1.2978557890945685e-11,
        2.6303460875830559e-12,
        -8.0776320901554561e-14,
        -3.9979857397634002e-14,
        6.5302011471963797e-15,
        -4.5452418319781862e-17,
        -1.2307344578705606e-16,
        1.6119766036229029e-17,
        6.6799075004951442e-19,
        -3.8656997410036214e-19,
        1.7690859541758613e-20,
        4.655566343701902e-21,
        -3.2086655414017132e-22,
        -2.3964700207325486e-23,
    ];

    /// <summary>erf⁻¹(x)/x in √w − 3.25, 2.5 ≤ √w ≤ 4.</summary>
    public static Table ErfInvMiddle => new(ErfInvMiddleSingle, ErfInvMiddleDouble);

    private static ReadOnlySpan<float> ErfInvMiddleSingle =>
    [
        3.08388567f,
        1.00525844f,
        0.00536941504f,
        -0.00374091603f,
        0.00250072288f,
        -0.00174370292f,
        0.000940627069f,
        -0.000244341762f,
    ];

    private static ReadOnlySpan<double> ErfInvMiddleDouble =>
    [
        3.0838856104922208,
        1.0052589676941655,
        0.0053709145535438688,
        -0.0037512085082293057,
        0.0024914420983789052,
        -0.0016882755353410017,
        0.00095328933425536011,
        -0.00035503781504451061,
        2.4031582836294924e-05,
        6.8287125769267348e-05,
        -4.7321082918926225e-05,
        1.2464994378496917e-05,
        2.9340291991319782e-06,
        -3.9856213099592942e-06,
        1.4782915240133372e-06,
        -2.7745175194731578e-08,
        -2.4087540958750517e-07,
        1.3169396875378585e-07,
        -2.4534014916652065e-08,
        -1.5343696629699239e-08,
        8.8953373226416452e-09,
    ];

    /// <summary>erf⁻¹(x)/x in √w − 5, 4 ≤ √w ≤ 6.1, where only binary64 gets.</summary>
    public static Table ErfInvFar => new(ErfInvFarSingle, ErfInvFarDouble);

    private static ReadOnlySpan<float> ErfInvFarSingle =>
    [
        4.84987688f,
        1.0101124f,
        -3.68687652e-05f,
    ];

    private static ReadOnlySpan<double> ErfInvFarDouble =>
    [
        4.8499064014085844,
        1.0103004648645448,
        -0.00013871931838486357,
        -0.00021503011979897912,
        7.5995278178007261e-05,
        -1.9681771189699546e-05,
        4.5260518895380972e-06,
        -9.9302558132414702e-07,
        2.2905552613554445e-07,
        -6.7572284936448739e-08,
        2.9011860073985592e-08,
        -1.5214908368761747e-08,
        7.8317475921901983e-09,
        -3.5321824879344004e-09,
        1.3066709335559483e-09,
        -3.8255094375100934e-10,
        7.41784174263108e-11,
        1.5587779190125491e-11,
        -2.1350871124229113e-11,
        5.709859865006169e-12,
    ];
}
