namespace Covector;

/// <summary>The type of a tensor's elements.</summary>
public enum DType
{
    /// <summary>True or false, one byte per element.</summary>
    Bool,
    /// <summary>32-bit signed integers.</summary>
    Int32,
    /// <summary>64-bit signed integers.</summary>
    Int64,
    /// <summary>IEEE 754 binary32.</summary>
    Float32,
    /// <summary>IEEE 754 binary64.</summary>
    Float64,
}
