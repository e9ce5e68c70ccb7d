/* Drives the trainer's learning-rate schedule: FACTOR PATIENCE THRESHOLD MINIMUM RATE, then a loss an epoch on stdin.
 * Prints learning rate, bad epochs and best loss after each. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "tess/plateau.h"

int main(int argc, char **argv)
{
    double loss;

    if (argc != 6)
        return 2;
    struct tess_plateau plateau = {
        .factor = atof(argv[1]),
        .patience = atoi(argv[2]),
        .threshold = atof(argv[3]),
        .minimum = atof(argv[4]),
        .learning_rate = atof(argv[5]),
        .best = INFINITY,
    };
    while (scanf("%lf", &loss) == 1) {
        tess_plateau_step(&plateau, loss);
        printf("%.17g %d %.17g\n", plateau.learning_rate, plateau.bad, plateau.best);
    }
    return 0;
}
