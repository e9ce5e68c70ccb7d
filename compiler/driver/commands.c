#include "driver/commands.h"

#include "driver/data_set.h"
#include "driver/driver.h"
#include "driver/sweep_work.h"

enum { MODEL = TAKES_MODEL | TAKES_DIAGNOSTICS, PROGRAM = MODEL | TAKES_PLAN | TAKES_OUTPUT };
/* Training writes a run directory, --out: -o for the folder of the program would be taken for it. */
enum { RUNNING = PROGRAM | TAKES_ENGINE, TRAINING = RUNNING & ~(unsigned)TAKES_OUTPUT };

static const char built[] = "The trainer is built first where the model has changed, and kept in the folder tessc of "
                            "$XDG_CACHE_HOME, which is ~/.cache if nothing else is said.";

static const struct command list[] = {
    {.text = {"", "MODEL.tess", "write NAME.c, or print a form of the model (--emit)",
              "NAME is the model's name. The C program trains the model; it is compiled against libtess."},
     .takes = PROGRAM | TAKES_EMIT | TAKES_BUDGET,
     .run = command_emit},
    {.text =
         {"new", "DATA|MODEL.nir", "look at a folder of data, write NAME.tess to start from",
          "The data are pictures in a folder a class, event recordings, IDX files, CIFAR's binary files or NumPy "
          "arrays. The model file has their shape, classes and normalisation, and a network of a size that fits. It "
          "is named after the folder, and never written over a file that is there. From a file in the Neuromorphic "
          "Intermediate Representation it makes the model file and its weights."},
     .takes = TAKES_OUTPUT | TAKES_TIME_STEP,
     .run = command_new},
    {.text = {"check", "MODEL.tess...", "report what is wrong with model files, write nothing",
              "Every variant of a file is checked too."},
     .takes = MODEL | TAKES_LIST_CHECKS,
     .run = command_check},
    {.text = {"explain", "MODEL.tess", "layers, parameters, operations, memory, time, schedule",
              "Shows what a model comes to before it is run, and what predicting from each layer would save."},
     .takes = MODEL | TAKES_PLAN | TAKES_PAPER | TAKES_BUDGET,
     .run = command_explain},
    {.text = {"fmt", "MODEL.tess...", "rewrite model files in the standard style", NULL},
     .takes = TAKES_DIAGNOSTICS | TAKES_CHECK,
     .run = command_fmt},
    {.text = {"build", "MODEL.tess", "write NAME.c and compile it to the program NAME",
              "The program is the trainer of the model: see tess-trainer(1)."},
     .takes = PROGRAM,
     .run = command_build},
    {.text = {"data", "VERB", "fetch, verify, show or make data sets", NULL},
     .takes = MODEL,
     .run = command_data,
     .option = data_option,
     .verb = data_verb},
    {.text = {"train", "MODEL.tess", "train the network", built},
     .takes = TRAINING,
     .run = command_run,
     .trainer = "train"},
    {.text =
         {"sweep", "SWEEP.yaml", "run a table of experiments, several seeds each, resumable",
          "Each cell of the table is a model with settings, and each run has a directory of its own below --out. What "
          "was measured is printed beside what was expected. Started again, a sweep goes on where it was stopped. "
          "Options of 'tessc train' go to every run."},
     .takes = TAKES_DIAGNOSTICS | TAKES_PLAN | TAKES_ENGINE,
     .run = command_sweep,
     .trainer = "train",
     .shares = true,
     .option = sweep_option},
    {.text = {"eval", "MODEL.tess", "loss and accuracy of trained weights", built},
     .takes = RUNNING,
     .run = command_run,
     .trainer = "eval"},
    {.text = {"bench", "MODEL.tess", "time training and evaluation", built},
     .takes = RUNNING,
     .run = command_run,
     .trainer = "bench"},
    {.text = {"predict", "MODEL.tess INPUT...", "classes of pictures, arrays and recordings", built},
     .takes = RUNNING,
     .run = command_run,
     .trainer = "predict",
     .first_is_the_file = true},
    {.text = {"export", "[MODEL.tess] RUN|WEIGHTS",
              "write a network as a NIR graph (--nir); send a run to MLflow (--mlflow)",
              "Of a run's directory the best weights, or the last ones where there are no best. The Neuromorphic "
              "Intermediate Representation is read by snnTorch, Norse, Sinabs and others. --mlflow URL RUN sends "
              "settings and "
              "metrics over the network to a server that tracks experiments."},
     .takes = MODEL | TAKES_NIR | TAKES_TIME_STEP | TAKES_MLFLOW,
     .run = command_export},
    {.text = {"report", "RUN...", "write RUN/report.html: curves, layers, facts of a run",
              "A run that ends writes it too."},
     .run = command_report},
    {.text = {"preset", "[NAME]", "show the equations of a neuron or a rule that comes with tessc",
              "Without a name, lists them. What is shown can be copied into a model file, under another name, and "
              "changed."},
     .run = command_preset,
     .verb = preset_verb},
    {.text = {"probe", "MODEL.tess", "run given parameters and inputs, write every tensor", built},
     .takes = RUNNING,
     .run = command_run,
     .trainer = "probe"},
    {.text = {"help", "[COMMAND]...", "tell how tessc, or some of its commands, are used",
              "'tessc COMMAND --help' does the same."},
     .takes = TAKES_PAGES,
     .run = command_help},
    {.text = {"version", "", "tell the version of tessc", NULL}, .run = command_version},
};
const struct command_list commands = {list, sizeof list / sizeof *list};
