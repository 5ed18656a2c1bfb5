// Bundle adjustment: errors of projections and of weights, and for every observation the derivatives of its projection by
// camera (rotation 3, centre 3, focal length, principal point 2, distortion 2), point 3 and weight.
#include <cmath>

#include "denormals.h"

namespace {
struct Vector {
    double x, y, z;
};

Vector operator+(Vector a, Vector b) { return {a.x + b.x, a.y + b.y, a.z + b.z}; }
Vector operator-(Vector a, Vector b) { return {a.x - b.x, a.y - b.y, a.z - b.z}; }
Vector operator*(double s, Vector a) { return {s * a.x, s * a.y, s * a.z}; }
double dot(Vector a, Vector b) { return a.x * b.x + a.y * b.y + a.z * b.z; }
Vector cross(Vector a, Vector b) { return {a.y * b.z - a.z * b.y, a.z * b.x - a.x * b.z, a.x * b.y - a.y * b.x}; }

// A point turned by the rotation of a camera.
Vector turn(Vector r, Vector y) {
    double square = dot(r, r);
    if (square == 0)
        return y + cross(r, y);
    double angle = std::sqrt(square), c = std::cos(angle), s = std::sin(angle);
    Vector a = (1 / angle) * r;
    return c * y + s * cross(a, y) + (dot(a, y) * (1 - c)) * a;
}

// The same with the derivatives of the result by r (three columns) and by y (three columns).
Vector turn(Vector r, Vector y, Vector *by_r, Vector *by_y) {
    const Vector unit[3] = {{1, 0, 0}, {0, 1, 0}, {0, 0, 1}};
    double square = dot(r, r);
    if (square == 0) {
        for (int i = 0; i < 3; i++) {
            by_r[i] = cross(unit[i], y);
            by_y[i] = unit[i] + cross(r, unit[i]);
        }
        return y + cross(r, y);
    }
    double angle = std::sqrt(square), c = std::cos(angle), s = std::sin(angle), inverse = 1 / angle;
    Vector a = inverse * r, across = cross(a, y);
    double along = dot(a, y), rest = 1 - c;
    Vector by_angle = c * across - s * y + (along * s) * a;
    const double component[3] = {a.x, a.y, a.z};
    for (int i = 0; i < 3; i++) {
        Vector da = inverse * (unit[i] - component[i] * a);
        by_r[i] = component[i] * by_angle + s * cross(da, y) + rest * (along * da + dot(da, y) * a);
        by_y[i] = c * unit[i] + s * cross(a, unit[i]) + (rest * component[i]) * a;
    }
    return c * y + s * across + (along * rest) * a;
}
}  // namespace

extern "C" void ba_value(
    int p, const double *cameras, const double *points, const double *weights, const double *features, const long *camera_of, const long *point_of,
    double *__restrict reprojection, double *__restrict weight_error) {
    FlushDenormals mode;
    for (int i = 0; i < p; i++) {
        const double *camera = cameras + 11 * camera_of[i], *x = points + 3 * point_of[i];
        double w = weights[i];
        Vector q = turn({camera[0], camera[1], camera[2]}, {x[0] - camera[3], x[1] - camera[4], x[2] - camera[5]});
        double u = q.x / q.z, v = q.y / q.z, s = u * u + v * v, scale = camera[6] * (1 + s * (camera[9] + s * camera[10]));
        reprojection[2 * i] = w * (scale * u + camera[7] - features[2 * i]);
        reprojection[2 * i + 1] = w * (scale * v + camera[8] - features[2 * i + 1]);
        weight_error[i] = 1 - w * w;
    }
}

extern "C" void ba_gradient(
    int p, const double *cameras, const double *points, const double *weights, const double *features, const long *camera_of, const long *point_of,
    double *__restrict reprojection, double *__restrict weight_error, double *__restrict blocks, double *__restrict weight_blocks) {
    FlushDenormals mode;
    for (int i = 0; i < p; i++) {
        const double *camera = cameras + 11 * camera_of[i], *x = points + 3 * point_of[i];
        double w = weights[i], focal = camera[6], k1 = camera[9], k2 = camera[10];
        Vector by_r[3], by_y[3];
        Vector q = turn({camera[0], camera[1], camera[2]}, {x[0] - camera[3], x[1] - camera[4], x[2] - camera[5]}, by_r, by_y);
        double depth = 1 / q.z, e[2] = {q.x * depth, q.y * depth};
        double s = e[0] * e[0] + e[1] * e[1], distortion = 1 + s * (k1 + s * k2), slope = 2 * (k1 + 2 * s * k2);
        double error[2];
        for (int j = 0; j < 2; j++) {
            double *row = blocks + 30 * i + 15 * j;
            error[j] = focal * e[j] * distortion + camera[7 + j] - features[2 * i + j];
            double by_e[2] = {e[j] * slope * e[0], e[j] * slope * e[1]};
            by_e[j] += distortion;
            double factor = w * focal * depth;
            Vector back = {factor * by_e[0], factor * by_e[1], -factor * (by_e[0] * e[0] + by_e[1] * e[1])};
            for (int axis = 0; axis < 3; axis++) {
                row[axis] = dot(back, by_r[axis]);
                row[11 + axis] = dot(back, by_y[axis]);
                row[3 + axis] = -row[11 + axis];
            }
            row[6] = w * e[j] * distortion;
            row[7] = j == 0 ? w : 0;
            row[8] = j == 1 ? w : 0;
            row[9] = w * focal * e[j] * s;
            row[10] = row[9] * s;
            row[14] = error[j];
            reprojection[2 * i + j] = w * error[j];
        }
        weight_error[i] = 1 - w * w;
        weight_blocks[i] = -2 * w;
    }
}
