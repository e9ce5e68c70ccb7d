/* Starting the trainer of a run. */
#ifndef TESSC_DRIVER_SWEEP_PROCESS_H
#define TESSC_DRIVER_SWEEP_PROCESS_H

#include <signal.h>

#include "driver/sweep_claim.h"
#include "driver/sweep_work.h"

/* Starts the run's trainer in its claim's folder; its output goes to RUN.log. `before`: the signals that it starts with
 * blocked. It keeps the lock of the run's lease. -1 with a message on stderr. */
pid_t sweep_start_trainer(const struct sweep_work *work, const struct lease_keeper *keeper,
                          const struct sweep_claim *claim, const sigset_t *before);

#endif
