using ScottPlot;

namespace Covector.Tool.Plots;

/// <summary>Where the numbers of level sets stand: on their lines, far from each other.</summary>
internal static class LevelLabels
{
    private const double Margin = 0.06;

    /// <summary>The room of a label in pixels.</summary>
    private const double Width = 56, Height = 20;

    /// <summary>A place for each level that has one; where lines are too near to each other, some have none.</summary>
    /// <param name="surface">The points of a grid with their heights.</param>
    /// <param name="levels">The heights of the lines.</param>
    /// <param name="frame">The pixels of the whole grid.</param>
    public static List<(Coordinates Place, double Level)> Places(
        Coordinates3d[,] surface, double[] levels, (double Width, double Height) frame)
    {
        int rows = surface.GetLength(0), columns = surface.GetLength(1);
        Coordinates3d first = surface[0, 0], last = surface[rows - 1, columns - 1];
        double across = frame.Width / (last.X - first.X) / Width, up = frame.Height / (last.Y - first.Y) / Height;
        var places = new List<(Coordinates Place, double Level)>();
        // Every second one first: where not all have room, those are left out that lie between others.
        foreach (double level in levels.Where((_, i) => i % 2 == 0).Concat(levels.Where((_, i) => i % 2 == 1)))
        {
            (Coordinates Place, double Distance) best = (default, 1);
            foreach (var place in Crossings(surface, level))
            {
                double distance = places.Count == 0 ? Middle(place) : places.Min(p => Distance(p.Place, place));
                if (distance > best.Distance)
                    best = (place, distance);
            }

            if (best.Distance > 1)
                places.Add((best.Place, level));
        }

        return places;

        // In labels: 1 is beside or below each other.
        double Distance(Coordinates a, Coordinates b) => Math.Max(across * Math.Abs(a.X - b.X), up * Math.Abs(a.Y - b.Y));

        double Middle(Coordinates place) => 1e3 - Distance(place, new((first.X + last.X) / 2, (first.Y + last.Y) / 2));
    }

    /// <summary>The points of a line between neighbours of the grid, but for those at the rim.</summary>
    private static IEnumerable<Coordinates> Crossings(Coordinates3d[,] surface, double level)
    {
        int rows = surface.GetLength(0), columns = surface.GetLength(1);
        int top = (int)(Margin * rows), side = (int)(Margin * columns);
        for (int i = top; i < rows - top; i++)
        {
            for (int j = side; j < columns - side; j++)
            {
                var from = surface[i, j];
                foreach (var to in new[] { surface[i, j + 1], surface[i + 1, j] })
                {
                    if (from.Z <= level != to.Z <= level)
                    {
                        double t = (level - from.Z) / (to.Z - from.Z);
                        yield return new Coordinates(from.X + t * (to.X - from.X), from.Y + t * (to.Y - from.Y));
                    }
                }
            }
        }
    }
}
