"""Event files of TensorBoard, read by the formats' descriptions alone: TFRecords with their checksums, then protocol
buffers field by field. `event_files.py check RUN` holds a run's file against its metrics and its weights,
`event_files.py tensorboard RUN` lets the tensorboard package read it and compares."""
import csv
import json
import math
import struct
import sys

NAME = "events.out.tfevents.tess"


def masked_crc(data):
    crc = 0xFFFFFFFF
    for byte in data:
        crc ^= byte
        for _ in range(8):
            crc = crc >> 1 ^ (0x82F63B78 if crc & 1 else 0)
    crc ^= 0xFFFFFFFF
    return ((crc >> 15 | crc << 17) + 0xA282EAD8) & 0xFFFFFFFF


def records(data):
    at = 0
    while at < len(data):
        length, crc = struct.unpack_from("<QI", data, at)
        assert crc == masked_crc(data[at : at + 8]), "checksum of a length at %d" % at
        body = data[at + 12 : at + 12 + length]
        assert len(body) == length, "incomplete record at %d" % at
        (crc,) = struct.unpack_from("<I", data, at + 12 + length)
        assert crc == masked_crc(body), "checksum of a record at %d" % at
        yield body
        at += 16 + length


def varint(data, at):
    value = shift = 0
    while True:
        value |= (data[at] & 127) << shift
        shift += 7
        at += 1
        if data[at - 1] < 128:
            return value, at


def fields(data):
    """{number: [values]}; numbers of 8 bytes as double, of 4 as float."""
    found, at = {}, 0
    while at < len(data):
        key, at = varint(data, at)
        kind = key & 7
        if kind == 0:
            value, at = varint(data, at)
        elif kind == 1:
            (value,), at = struct.unpack_from("<d", data, at), at + 8
        elif kind == 5:
            (value,), at = struct.unpack_from("<f", data, at), at + 4
        else:
            assert kind == 2, kind
            length, at = varint(data, at)
            value, at = data[at : at + length], at + length
            assert len(value) == length
        found.setdefault(key >> 3, []).append(value)
    return found


def doubles(data):
    return struct.unpack("<%dd" % (len(data) // 8), data)


def histogram(data):
    f = fields(data)
    least, most, count, total, squares = (f[i][0] for i in range(1, 6))
    return dict(min=least, max=most, num=count, sum=total, sum_squares=squares,
                bucket_limit=doubles(f[6][0]), bucket=doubles(f[7][0]))


def read(path):
    """The scalars and histograms by tag, [(step, value)], and the hparams plugin's messages by tag."""
    scalars, histograms, plugins = {}, {}, {}
    for number, record in enumerate(records(open(path, "rb").read())):
        event = fields(record)
        assert event[1][0] > 1.6e9
        step = event.get(2, [0])[0]
        if number == 0:
            assert event[3] == [b"brain.Event:2"] and 5 not in event
            continue
        for value in fields(event[5][0])[1]:
            value = fields(value)
            tag = value[1][0].decode()
            if 2 in value:
                scalars.setdefault(tag, []).append((step, value[2][0]))
            elif 5 in value:
                histograms.setdefault(tag, []).append((step, histogram(value[5][0])))
            else:
                plugin = fields(fields(value[9][0])[1][0])
                assert plugin[1] == [b"hparams"] and tag not in plugins
                plugins[tag] = fields(plugin[2][0])
    return scalars, histograms, plugins


def tensors(path):
    data = open(path, "rb").read()
    (size,) = struct.unpack_from("<Q", data)
    head = json.loads(data[8 : 8 + size])
    for name, tensor in head.items():
        if name != "__metadata__":
            first, last = (8 + size + offset for offset in tensor["data_offsets"])
            yield name, struct.unpack("<%df" % ((last - first) // 4), data[first:last])


def near(a, b):
    return math.isclose(a, b, rel_tol=1e-6, abs_tol=1e-9)


def check_histogram(h):
    assert sum(h["bucket"]) == h["num"] and len(h["bucket"]) == len(h["bucket_limit"])
    assert list(h["bucket_limit"]) == sorted(h["bucket_limit"]) and h["max"] <= h["bucket_limit"][-1] + 1e-9


def check(run):
    scalars, histograms, plugins = read(run + "/" + NAME)
    rows = list(csv.DictReader(open(run + "/metrics.csv", newline="")))
    epochs = [int(row["epoch"]) for row in rows]
    expected = {}
    for row in rows:
        for name, cell in row.items():
            if cell and name not in ("epoch", "updates"):
                expected.setdefault(name.replace(".", "/"), []).append((int(row["epoch"]), float(cell)))
    assert scalars.keys() == expected.keys(), scalars.keys() ^ expected.keys()
    for tag, points in expected.items():
        assert [step for step, _ in points] == [step for step, _ in scalars[tag]], tag
        assert all(near(a, b) for (_, a), (_, b) in zip(points, scalars[tag])), tag

    # The weights are the last epoch's; of every layer there is the rate of every image that was validated on.
    facts = open(run + "/run.yaml").read()
    validated = int(facts.split("  validation: ")[1].split()[0]) or int(facts.split("  test: ")[1].split()[0])
    layers = [name[: -len(".rate")] for name in rows[0] if name.endswith(".rate")]
    for layer in layers:
        points = histograms.pop(layer + "/rates")
        assert [step for step, _ in points] == epochs
        for _, h in points:
            check_histogram(h)
            assert h["num"] == validated and 0 <= h["min"] <= h["max"] <= 1
        assert any(h["max"] > 0 for _, h in points)
    for name, values in tensors(run + "/last.safetensors"):
        points = histograms.pop(name.replace(".", "/"))
        assert [step for step, _ in points] == epochs, name
        h = points[-1][1]
        check_histogram(h)
        assert h["num"] == len(values) and h["min"] == min(values) and h["max"] == max(values), name
        assert near(h["sum"], sum(values)) and near(h["sum_squares"], sum(v * v for v in values)), name
        below = 0
        for limit, count in zip(h["bucket_limit"], h["bucket"]):
            below += count
            assert abs(below - sum(v < limit for v in values)) <= sum(abs(v - limit) < 1e-7 for v in values), name
    assert not histograms, histograms.keys()

    session = fields(plugins["_hparams_/session_start_info"][3][0])
    values = {}
    for entry in session[1]:
        entry = fields(entry)
        value = fields(entry[2][0])
        values[entry[1][0].decode()] = value[2][0] if 2 in value else value[3][0].decode()
    for name in ("batch", "learning_rate", "warmup", "seed", "augment"):
        assert str(values[name]) == facts.split("  %s: " % name)[1].split()[0] or near(
            float(values[name]), float(facts.split("  %s: " % name)[1].split()[0])), name
    experiment = fields(plugins["_hparams_/experiment"][2][0])
    assert {fields(info)[1][0].decode() for info in experiment[4]} == values.keys()
    for info in experiment[5]:
        assert fields(fields(info)[1][0])[2][0].decode() in ("loss", "accuracy", "validation_accuracy", "test_accuracy")
    assert fields(plugins["_hparams_/session_end_info"][4][0])[1] == [1]


def with_tensorboard(run):
    from tensorboard.backend.event_processing import event_accumulator
    from tensorboard.plugins.hparams import metadata

    ours, histograms, _ = read(run + "/" + NAME)
    theirs = event_accumulator.EventAccumulator(run, size_guidance={"scalars": 0, "histograms": 0, "tensors": 0})
    theirs.Reload()
    tags = theirs.Tags()
    assert set(tags["scalars"]) == ours.keys(), tags["scalars"]
    assert set(tags["histograms"]) == histograms.keys(), tags["histograms"]
    for tag, points in ours.items():
        assert [(e.step, e.value) for e in theirs.Scalars(tag)] == points, tag
    for tag, points in histograms.items():
        found = theirs.Histograms(tag)
        assert [e.step for e in found] == [step for step, _ in points], tag
        for e, (_, h) in zip(found, points):
            value = e.histogram_value
            assert (value.min, value.max, value.num, value.sum) == (h["min"], h["max"], h["num"], h["sum"]), tag
            assert tuple(value.bucket) == h["bucket"] and tuple(value.bucket_limit) == h["bucket_limit"], tag
    content = {tag: theirs.SummaryMetadata(tag).plugin_data.content
               for tag in theirs.PluginTagToContent(metadata.PLUGIN_NAME)}
    start = metadata.parse_session_start_info_plugin_data(content[metadata.SESSION_START_INFO_TAG])
    assert start.hparams["batch"].number_value == 16 and start.hparams["seed"].string_value == "11"
    experiment = metadata.parse_experiment_plugin_data(content[metadata.EXPERIMENT_TAG])
    assert {info.name for info in experiment.hparam_infos} == set(start.hparams)
    end = metadata.parse_session_end_info_plugin_data(content[metadata.SESSION_END_INFO_TAG])
    assert end.status == 1 and end.end_time_secs >= start.start_time_secs


if __name__ == "__main__":
    {"check": check, "tensorboard": with_tensorboard}[sys.argv[1]](sys.argv[2])
