"""mlflow_client.py URL RUN: what the mlflow package finds of a run that `tessc export --mlflow` sent there."""
import sys

from mlflow.tracking import MlflowClient

from mlflow_stub import expected_metrics, same_params, same_points

url, run = sys.argv[1:]
client = MlflowClient(url)
experiment = client.get_experiment_by_name("tiny")
(found,) = client.search_runs([experiment.experiment_id])
assert found.info.status == "FINISHED" and found.info.run_name == run, found.info
same_params(found.data.params, run)
expected = list(expected_metrics(run))
got = [(key, point.step, point.value)
       for key in found.data.metrics for point in client.get_metric_history(found.info.run_id, key)]
same_points(got, expected)
