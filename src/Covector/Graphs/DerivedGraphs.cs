using System.Collections.Concurrent;

namespace Covector.Graphs;

/// <summary>Results of transforming one graph, kept with it and dropped with it. Thread-safe; each is made once.</summary>
internal sealed class DerivedGraphs
{
    private readonly ConcurrentDictionary<object, Lazy<object>> results = new();

    public T Get<T>(object key, Func<T> make)
        where T : class
    {
        if (results.TryGetValue(key, out var found))
            return (T)found.Value;
        return (T)results.GetOrAdd(key, _ => new Lazy<object>(make)).Value;
    }
}
