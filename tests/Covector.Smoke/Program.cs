using System.Runtime.CompilerServices;
using Covector.Smoke;

// Without arguments: runs all programs both ways and says what compiled functions run on. "drop N": compiles N functions and forgets them.
if (args is ["drop", var count])
    return DroppedFunctions.Run(int.Parse(count, System.Globalization.CultureInfo.InvariantCulture));

int failures = 0;
foreach (var program in Programs.All)
    failures += program.Agrees() ? 0 : 1;
Console.WriteLine(
    $"{Programs.All.Length - failures} of {Programs.All.Length} programs agree on {(RuntimeFeature.IsDynamicCodeSupported ? "compiled code" : "tiles")}");
return failures;
