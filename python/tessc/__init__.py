"""tessc from Python: train a spiking network that a model file states, and use what comes out.

    import tessc

    run = tessc.train("digits.tess", data={"x_train": x, "y_train": y, "x_test": u, "y_test": v}, epochs=5)
    run.metrics                          # a row an epoch
    run.evaluate((u, v)).confusion       # labels by predicted class
    tessc.load(run)["conv1.weight"]      # NumPy arrays
    tessc.load(run).torch()(images)      # a torch.nn.Module: eval's logits
    tessc.probe(run, u[:1]).raster("conv1")

The package calls the tessc program and reads the files that it writes; it needs nothing but NumPy. PyTorch and pandas are
used where they are asked for.
"""
from ._command import TessError, find
from ._data import Data
from ._model import describe
from ._probe import Probe, probe
from ._run import Evaluation, Run
from ._train import new, train
from ._weights import Weights, load

__version__ = "0.1.0"
__all__ = ["Data", "Evaluation", "Probe", "Run", "TessError", "Weights", "describe", "find", "load", "new", "probe",
           "train"]
