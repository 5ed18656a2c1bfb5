namespace Covector;

public static partial class Transforms
{
    /// <summary>The Jacobian of each tensor of the result with respect to a tensor, by forward mode.</summary>
    /// <inheritdoc cref="JacFwd(Func{Tensor, Tensor})"/>
    [OverloadResolutionPriority(1)]
    public static Func<Tensor, Y> JacFwd<Y>(Func<Tensor, Y> f)
    {
        ArgumentNullException.ThrowIfNull(f);
        return x => JacobianBlocks.Of(nameof(JacFwd), f, x, forward: true).Column();
    }

    /// <summary>The Jacobian with respect to each tensor of the argument, by forward mode.</summary>
    /// <inheritdoc cref="JacFwd(Func{Tensor, Tensor})"/>
    public static Func<P, P> JacFwd<P>(Func<P, Tensor> f)
    {
        ArgumentNullException.ThrowIfNull(f);
        return x => JacobianBlocks.Of(nameof(JacFwd), f, x, forward: true).Rows()[0];
    }

    /// <summary>The Jacobian of each tensor of the result with respect to each tensor of the argument, by forward mode.</summary>
    /// <inheritdoc cref="JacFwd(Func{Tensor, Tensor})"/>
    public static Func<P, (P, P)> JacFwd<P>(Func<P, (Tensor, Tensor)> f)
    {
        ArgumentNullException.ThrowIfNull(f);
        return x =>
        {
            var rows = JacobianBlocks.Of(nameof(JacFwd), f, x, forward: true).Rows();
            return (rows[0], rows[1]);
        };
    }

    /// <summary>The Jacobian of each tensor of the result with respect to each tensor of the argument, by forward mode.</summary>
    /// <inheritdoc cref="JacFwd(Func{Tensor, Tensor})"/>
    public static Func<P, (P, P, P)> JacFwd<P>(Func<P, (Tensor, Tensor, Tensor)> f)
    {
        ArgumentNullException.ThrowIfNull(f);
        return x =>
        {
            var rows = JacobianBlocks.Of(nameof(JacFwd), f, x, forward: true).Rows();
            return (rows[0], rows[1], rows[2]);
        };
    }

    /// <summary>The Jacobian of each tensor of the result with respect to each tensor of the argument, by forward mode.</summary>
    /// <inheritdoc cref="JacFwd(Func{Tensor, Tensor})"/>
    public static Func<P, P[]> JacFwd<P>(Func<P, Tensor[]> f)
    {
        ArgumentNullException.ThrowIfNull(f);
        return x => JacobianBlocks.Of(nameof(JacFwd), f, x, forward: true).Rows();
    }

    /// <summary>The Jacobian of each tensor of the result with respect to each tensor of the argument, by forward mode.</summary>
    /// <inheritdoc cref="JacFwd(Func{Tensor, Tensor})"/>
    public static Func<P, Dictionary<string, P>> JacFwd<P>(Func<P, Dictionary<string, Tensor>> f)
    {
        ArgumentNullException.ThrowIfNull(f);
        return x => JacobianBlocks.Of(nameof(JacFwd), f, x, forward: true).RowsByKey();
    }

    /// <summary>The Jacobian of each tensor of the result with respect to a tensor, by reverse mode.</summary>
    /// <inheritdoc cref="JacRev(Func{Tensor, Tensor})"/>
    [OverloadResolutionPriority(1)]
    public static Func<Tensor, Y> JacRev<Y>(Func<Tensor, Y> f)
    {
        ArgumentNullException.ThrowIfNull(f);
        return x => JacobianBlocks.Of(nameof(JacRev), f, x, forward: false).Column();
    }

    /// <summary>The Jacobian with respect to each tensor of the argument, by reverse mode.</summary>
    /// <inheritdoc cref="JacRev(Func{Tensor, Tensor})"/>
    public static Func<P, P> JacRev<P>(Func<P, Tensor> f)
    {
        ArgumentNullException.ThrowIfNull(f);
        return x => JacobianBlocks.Of(nameof(JacRev), f, x, forward: false).Rows()[0];
    }

    /// <summary>The Jacobian of each tensor of the result with respect to each tensor of the argument, by reverse mode.</summary>
    /// <inheritdoc cref="JacRev(Func{Tensor, Tensor})"/>
    public static Func<P, (P, P)> JacRev<P>(Func<P, (Tensor, Tensor)> f)
    {
        ArgumentNullException.ThrowIfNull(f);
        return x =>
        {
            var rows = JacobianBlocks.Of(nameof(JacRev), f, x, forward: false).Rows();
            return (rows[0], rows[1]);
        };
    }

    /// <summary>The Jacobian of each tensor of the result with respect to each tensor of the argument, by reverse mode.</summary>
    /// <inheritdoc cref="JacRev(Func{Tensor, Tensor})"/>
    public static Func<P, (P, P, P)> JacRev<P>(Func<P, (Tensor, Tensor, Tensor)> f)
    {
        ArgumentNullException.ThrowIfNull(f);
        return x =>
        {
            var rows = JacobianBlocks.Of(nameof(JacRev), f, x, forward: false).Rows();
            return (rows[0], rows[1], rows[2]);
        };
    }

    /// <summary>The Jacobian of each tensor of the result with respect to each tensor of the argument, by reverse mode.</summary>
    /// <inheritdoc cref="JacRev(Func{Tensor, Tensor})"/>
    public static Func<P, P[]> JacRev<P>(Func<P, Tensor[]> f)
    {
        ArgumentNullException.ThrowIfNull(f);
        return x => JacobianBlocks.Of(nameof(JacRev), f, x, forward: false).Rows();
    }

    /// <summary>The Jacobian of each tensor of the result with respect to each tensor of the argument, by reverse mode.</summary>
    /// <inheritdoc cref="JacRev(Func{Tensor, Tensor})"/>
    public static Func<P, Dictionary<string, P>> JacRev<P>(Func<P, Dictionary<string, Tensor>> f)
    {
        ArgumentNullException.ThrowIfNull(f);
        return x => JacobianBlocks.Of(nameof(JacRev), f, x, forward: false).RowsByKey();
    }

    /// <summary>The Jacobian of each tensor of the result with respect to a tensor, by whichever mode takes fewer passes.</summary>
    /// <inheritdoc cref="Jacobian(Func{Tensor, Tensor})"/>
    [OverloadResolutionPriority(1)]
    public static Func<Tensor, Y> Jacobian<Y>(Func<Tensor, Y> f)
    {
        ArgumentNullException.ThrowIfNull(f);
        return x => JacobianBlocks.Of(nameof(Jacobian), f, x, forward: null).Column();
    }

    /// <summary>The Jacobian with respect to each tensor of the argument, by whichever mode takes fewer passes.</summary>
    /// <inheritdoc cref="Jacobian(Func{Tensor, Tensor})"/>
    public static Func<P, P> Jacobian<P>(Func<P, Tensor> f)
    {
        ArgumentNullException.ThrowIfNull(f);
        return x => JacobianBlocks.Of(nameof(Jacobian), f, x, forward: null).Rows()[0];
    }

    /// <summary>The Jacobian of each tensor of the result with respect to each tensor of the argument, by whichever mode takes fewer passes.</summary>
    /// <inheritdoc cref="Jacobian(Func{Tensor, Tensor})"/>
    public static Func<P, (P, P)> Jacobian<P>(Func<P, (Tensor, Tensor)> f)
    {
        ArgumentNullException.ThrowIfNull(f);
        return x =>
        {
            var rows = JacobianBlocks.Of(nameof(Jacobian), f, x, forward: null).Rows();
            return (rows[0], rows[1]);
        };
    }

    /// <summary>The Jacobian of each tensor of the result with respect to each tensor of the argument, by whichever mode takes fewer passes.</summary>
    /// <inheritdoc cref="Jacobian(Func{Tensor, Tensor})"/>
    public static Func<P, (P, P, P)> Jacobian<P>(Func<P, (Tensor, Tensor, Tensor)> f)
    {
        ArgumentNullException.ThrowIfNull(f);
        return x =>
        {
            var rows = JacobianBlocks.Of(nameof(Jacobian), f, x, forward: null).Rows();
            return (rows[0], rows[1], rows[2]);
        };
    }

    /// <summary>The Jacobian of each tensor of the result with respect to each tensor of the argument, by whichever mode takes fewer passes.</summary>
    /// <inheritdoc cref="Jacobian(Func{Tensor, Tensor})"/>
    public static Func<P, P[]> Jacobian<P>(Func<P, Tensor[]> f)
    {
        ArgumentNullException.ThrowIfNull(f);
        return x => JacobianBlocks.Of(nameof(Jacobian), f, x, forward: null).Rows();
    }

    /// <summary>The Jacobian of each tensor of the result with respect to each tensor of the argument, by whichever mode takes fewer passes.</summary>
    /// <inheritdoc cref="Jacobian(Func{Tensor, Tensor})"/>
    public static Func<P, Dictionary<string, P>> Jacobian<P>(Func<P, Dictionary<string, Tensor>> f)
    {
        ArgumentNullException.ThrowIfNull(f);
        return x => JacobianBlocks.Of(nameof(Jacobian), f, x, forward: null).RowsByKey();
    }
}
