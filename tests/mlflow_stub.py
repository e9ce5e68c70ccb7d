"""A server that knows of MLflow's REST interface what `tessc export --mlflow` uses, and holds every request to it.
    mlflow_stub.py STORE PORT_FILE [FAULT]      serves; STORE is a JSON file with all it was told
FAULT: chunked (answers in chunks), refuse (status 500 to log-batch), cut (half an answer), noise (no HTTP at all).
    mlflow_stub.py check STORE RUN EXPERIMENT REQUESTS     compares with a run's files and counts requests of log-batch"""
import csv
import http.server
import json
import math
import sys
import urllib.parse

KEY = set("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-. /")


class Stub(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def answer(self, status, value):
        body, fault = json.dumps(value, indent=1).encode(), self.server.fault
        if fault == "noise":
            self.wfile.write(b"220 mail.example ESMTP\r\n")
        else:
            self.send_response(status)
            if fault == "chunked":
                self.send_header("Transfer-Encoding", "chunked")
                body = b"".join(b"%x\r\n%s\r\n" % (len(body[i : i + 7]), body[i : i + 7]) for i in range(0, len(body), 7))
                body += b"0\r\n\r\n"
            else:
                self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body[: len(body) // 2] if fault == "cut" else body)
        self.close_connection = True

    def log_message(self, *_):
        pass

    def handle_call(self, method):
        store = self.server.store
        assert self.headers["Host"] == "localhost:%d" % self.server.server_port, self.headers["Host"]
        url = urllib.parse.urlsplit(self.path)
        name = url.path.split("/prefix/api/2.0/mlflow/")[1]
        size = int(self.headers["Content-Length"])
        body = json.loads(self.rfile.read(size)) if method == "POST" else None
        assert method == "GET" or self.headers["Content-Type"] == "application/json"
        if name == "experiments/get-by-name":
            assert method == "GET"
            (wanted,) = urllib.parse.parse_qs(url.query, strict_parsing=True)["experiment_name"]
            for key, found in store["experiments"].items():
                if found == wanted:
                    return 200, {"experiment": {"name": found, "experiment_id": key}}
            return 404, {"error_code": "RESOURCE_DOES_NOT_EXIST", "message": "none of that name"}
        assert method == "POST"
        if name == "experiments/create":
            assert body.keys() == {"name"}
            store["experiments"]["17"] = body["name"]
            return 200, {"experiment_id": "17"}
        if name == "runs/search":
            assert body["experiment_ids"] == ["17"] and body["max_results"] == 1
            wanted = body["filter"].split("tags.`tessc.run` = '")[1][:-1]
            found = [run for run in store["runs"].values() if run["tags"]["tessc.run"] == wanted]
            tags = [[{"key": k, "value": v} for k, v in run["tags"].items()] for run in found]
            return 200, {"runs": [{"data": {"metrics": [{"key": "} \" ]", "value": 1}], "tags": t}, "info": run["info"]}
                                  for run, t in zip(found, tags)]} if found else {}
        if name == "runs/create":
            assert body["experiment_id"] == "17" and body["start_time"] > 1.6e12 and body["run_name"]
            key = "run\u00e9\U0001F600%d" % len(store["runs"])  # comes as \u escapes
            store["runs"][key] = {"info": {"run_id": key, "run_name": body["run_name"]}, "params": {}, "metrics": [],
                                  "tags": {tag["key"]: tag["value"] for tag in body["tags"]}}
            return 200, {"run": {"info": store["runs"][key]["info"]}}
        run = store["runs"][body["run_id"]]
        if name == "runs/update":
            assert body["status"] == "FINISHED" and body["end_time"] >= 1.6e12
            run["status"] = "FINISHED"
            return 200, {}
        assert name == "runs/log-batch", name
        if self.server.fault == "refuse":
            return 500, {"error_code": "INTERNAL_ERROR", "message": "the disk is \"full\""}
        store["batches"] += 1
        metrics, params = body.get("metrics", []), body.get("params", [])
        assert len(metrics) <= 1000 and len(params) <= 100 and len(metrics) + len(params) + 1 <= 1000
        for param in params:
            assert set(param["key"]) <= KEY and len(param["value"]) <= 500
            assert run["params"].setdefault(param["key"], param["value"]) == param["value"], param
        for metric in metrics:
            assert set(metric["key"]) <= KEY and metric["timestamp"] > 1.6e12 and isinstance(metric["step"], int)
            run["metrics"].append([metric["key"], metric["step"], metric["value"]])
        for tag in body.get("tags", []):
            run["tags"][tag["key"]] = tag["value"]
        return 200, {}

    def handle_all(self, method):
        try:
            status, value = self.handle_call(method)
        except Exception as error:  # a request that MLflow would not understand
            self.server.store["wrong"].append("%s %s: %r" % (method, self.path, error))
            status, value = 400, {"error_code": "BAD_REQUEST", "message": repr(error)}
        with open(self.server.path, "w") as out:
            json.dump(self.server.store, out)
        self.answer(status, value)

    def do_GET(self):
        self.handle_all("GET")

    def do_POST(self):
        self.handle_all("POST")


def serve(path, port_file, fault=""):
    server = http.server.HTTPServer(("127.0.0.1", 0), Stub)
    server.path, server.fault = path, fault
    try:
        server.store = json.load(open(path))
    except FileNotFoundError:
        server.store = {"experiments": {}, "runs": {}, "batches": 0, "wrong": []}
    with open(port_file, "w") as out:
        out.write("%d\n" % server.server_port)
    server.serve_forever()


def expected_metrics(run):
    for row in csv.DictReader(open(run + "/metrics.csv", newline="")):
        for name, cell in row.items():
            if cell and name != "epoch":
                yield name, int(row["epoch"]), float(cell)


def same_points(got, expected):
    got, expected = sorted(map(tuple, got)), sorted(expected)
    assert [point[:2] for point in got] == [point[:2] for point in expected]
    assert all(math.isclose(a[2], b[2], rel_tol=1e-12) for a, b in zip(got, expected))


def same_params(params, run):
    facts = open(run + "/run.yaml").read()
    for name in ("batch", "learning_rate", "seed", "augment"):
        assert params[name] == facts.split("  %s: " % name)[1].split()[0], name
    assert params["data.name"] == "synthetic" and params["model"] == facts.split("model: ")[1].split()[0].strip('"')
    assert "epochs" not in params


def check(path, run, experiment, batches):
    store = json.load(open(path))
    assert not store["wrong"], store["wrong"]
    assert list(store["experiments"].values()) == [experiment], store["experiments"]
    (found,) = store["runs"].values()
    assert found["status"] == "FINISHED" and store["batches"] == int(batches), store["batches"]
    same_points(found["metrics"], expected_metrics(run))
    same_params(found["params"], run)


if __name__ == "__main__":
    (check if sys.argv[1] == "check" else serve)(*sys.argv[2 if sys.argv[1] == "check" else 1 :])
