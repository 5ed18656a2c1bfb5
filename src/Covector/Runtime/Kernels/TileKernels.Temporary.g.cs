#nullable enable
using System.Numerics;
namespace Covector.Runtime;
internal static unsafe class TileKernels
{
    static void U(delegate*<double,double> f, byte*x, byte*y, nint n){ for(nint i=0;i<n;i++) ((double*)y)[i]=f(((double*)x)[i]); }
    static void tanh(byte*x,byte*y,nint n){for(nint i=0;i<n;i++)((double*)y)[i]=Math.Tanh(((double*)x)[i]);}
    static void exp(byte*x,byte*y,nint n){for(nint i=0;i<n;i++)((double*)y)[i]=Math.Exp(((double*)x)[i]);}
    static void log(byte*x,byte*y,nint n){for(nint i=0;i<n;i++)((double*)y)[i]=Math.Log(((double*)x)[i]);}
    static void sin(byte*x,byte*y,nint n){for(nint i=0;i<n;i++)((double*)y)[i]=Math.Sin(((double*)x)[i]);}
    static void cos(byte*x,byte*y,nint n){for(nint i=0;i<n;i++)((double*)y)[i]=Math.Cos(((double*)x)[i]);}
    static void neg(byte*x,byte*y,nint n){for(nint i=0;i<n;i++)((double*)y)[i]=-(((double*)x)[i]);}
    static void add(byte*x,byte*z,byte*y,nint n){for(nint i=0;i<n;i++)((double*)y)[i]=((double*)x)[i]+((double*)z)[i];}
    static void sub(byte*x,byte*z,byte*y,nint n){for(nint i=0;i<n;i++)((double*)y)[i]=((double*)x)[i]-((double*)z)[i];}
    static void mul(byte*x,byte*z,byte*y,nint n){for(nint i=0;i<n;i++)((double*)y)[i]=((double*)x)[i]*((double*)z)[i];}
    static void div(byte*x,byte*z,byte*y,nint n){for(nint i=0;i<n;i++)((double*)y)[i]=((double*)x)[i]/((double*)z)[i];}
    static void smul(byte*x,byte*z,byte*y,nint n){for(nint i=0;i<n;i++)((double*)y)[i]=((double*)x)[i]==0?0:((double*)x)[i]*((double*)z)[i];}
    static void gt(byte*x,byte*z,byte*y,nint n){for(nint i=0;i<n;i++)y[i]=(byte)(((double*)x)[i]>((double*)z)[i]?1:0);}
    static void sel(byte*c,byte*x,byte*z,byte*y,nint n){for(nint i=0;i<n;i++)((double*)y)[i]=c[i]!=0?((double*)x)[i]:((double*)z)[i];}
    static void cvt(byte*x,byte*y,nint n){for(nint i=0;i<n;i++)((double*)y)[i]=((long*)x)[i];}
    static void cvi(byte*x,byte*y,nint n){for(nint i=0;i<n;i++)((double*)y)[i]=((int*)x)[i];}
    public static delegate*<byte*,byte*,nint,void> UnaryKernel(string name, DType t)=>name switch{"tanh"=>&tanh,"exp"=>&exp,"log"=>&log,"sin"=>&sin,"cos"=>&cos,"neg"=>&neg,_=>throw new InvalidOperationException(name)};
    public static delegate*<byte*,byte*,byte*,nint,void> BinaryKernel(string name, DType t)=>name switch{"add"=>&add,"sub"=>&sub,"mul"=>&mul,"div"=>&div,"strong_mul"=>&smul,"gt"=>&gt,_=>throw new InvalidOperationException(name)};
    public static delegate*<byte*,byte*,byte*,byte*,nint,void> TernaryKernel(string name, DType t)=>&sel;
    public static delegate*<byte*,byte*,nint,void> ConvertKernel(DType a, DType b)=>a==DType.Int32?&cvi:&cvt;
}
