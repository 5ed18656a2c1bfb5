#pragma once

#if defined(__FAST_MATH__) && defined(__x86_64__)
#include <immintrin.h>
#endif

// What start-up code does in a program linked with -ffast-math: numbers below the smallest normal one count as zero. In a
// library it must be undone on return.
struct FlushDenormals {
#if defined(__FAST_MATH__) && defined(__x86_64__)
    unsigned saved = _mm_getcsr();
    FlushDenormals() { _mm_setcsr(saved | 0x8040u); }
    ~FlushDenormals() { _mm_setcsr(saved); }
#else
    FlushDenormals() {}
    ~FlushDenormals() {}
#endif
    FlushDenormals(const FlushDenormals &) = delete;
    FlushDenormals &operator=(const FlushDenormals &) = delete;
};
