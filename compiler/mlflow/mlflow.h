/* Runs in MLflow, by its REST interface, version 2.0 (https://mlflow.org/docs/latest/rest-api.html). */
#ifndef TESSC_MLFLOW_H
#define TESSC_MLFLOW_H

#include "support/arena.h"
#include "tess/error.h"

struct mlflow_export {
    const char *url;        /* http://HOST[:PORT][/PATH] */
    const char *experiment; /* its name; NULL: the model's */
    const char *folder;     /* a run's directory */
};

struct mlflow_result {
    const char *experiment, *run; /* the experiment's name, MLflow's run_id */
    int epochs;                   /* that were sent: those that MLflow had already are not sent again */
    bool found;                   /* the run was there already */
};

/* Sends settings as parameters and every number of metrics.csv as a metric with the epoch as its step, and ends the
 * run as finished. The experiment is made where there is none. The run is known again by its tag tessc.run, a hash of
 * run.yaml up to its resumptions, and its tag tessc.epochs says what MLflow has of it. TESS_USAGE for the URL,
 * TESS_BAD_DATA for the run, TESS_FAILED for the server: with what it answered. */
bool mlflow_send(struct arena *arena, const struct mlflow_export *export, struct mlflow_result *result,
                 struct tess_error *error);

#endif
