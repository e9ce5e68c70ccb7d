#include "command_table.h"

static const struct tess_command commands[COMMANDS + 1] = {
    [COMMAND_TRAIN] = {"train", "", "train the network",
                       "Results go to the run directory: the model as it ran, metrics, a page with their curves, "
                       "weights, and the state to resume from. A line an epoch goes to standard output, progress and "
                       "notes to standard error."},
    [COMMAND_EVAL] = {"eval", "", "loss and accuracy of trained weights",
                      "Accuracy is told by class as well, and the spike rate of every layer."},
    [COMMAND_BENCH] = {"bench", "", "time training and evaluation",
                       "Images a second, time by layer and stage, and spike rates. Nothing is written."},
    [COMMAND_PREDICT] = {"predict", "INPUT...", "classes of pictures, arrays and recordings",
                         "An input is a file, or a folder of them. The class and the logits of every sample are "
                         "printed."},
    [COMMAND_PROBE] =
        {"probe", "", "run given parameters and inputs, write every tensor",
         "The folder of --case holds parameters (init.*.npy) and batches (b0.x.npy, b0.y.npy, ...); every tensor "
         "of a few training steps is written as an array of NumPy."},
};

enum {
    TRAIN = 1 << COMMAND_TRAIN,
    EVAL = 1 << COMMAND_EVAL,
    BENCH = 1 << COMMAND_BENCH,
    PREDICT = 1 << COMMAND_PREDICT,
    DATA = TRAIN | EVAL | BENCH,
    ALL = DATA | PREDICT
};

#define AT(field) offsetof(struct options, field)

const struct option_row option_rows[] = {
    {"data", "DIR|FILE.npz", "the data set: its folder, or an archive of arrays", TEXT, AT(data), 0, 0, DATA | SINGLE},
    {"weights", "RUN|FILE", "trained weights (.safetensors), or a run directory: its best ones", TEXT, AT(weights), 0,
     0, EVAL | PREDICT},
    {"from", "WHAT", "predict from readout, LAYER, \"sum of LAYER LAYER ...\" or best", TEXT, AT(from), 0, 0,
     ALL | DECIDES},
    {"layers", NULL, "accuracy of every layer's own prediction", FLAG, AT(layers), 0, 0, EVAL},
    {"split", "train|validation|test", "which samples (test)", SPLIT, AT(split), 0, 0, EVAL},
    {"out", "RUN", "run directory (runs/NAME, or the next free runs/NAME-2, ...)", TEXT, AT(out), 0, 0, TRAIN | SINGLE},
    {"resume", NULL, "go on where the run in RUN stopped", FLAG, AT(resume), 0, 0, TRAIN | SINGLE},
    {"init", "RUN|FILE", "start from these weights, or from those of a run directory", TEXT, AT(init), 0, 0,
     TRAIN | BENCH | UNSAID},
    {"epochs", "N", "passes over the training samples", WHOLE, AT(epochs), 0, 1e6, TRAIN | DECIDES},
    {"max-steps", "N", "stop after N updates in all", WHOLE, AT(max_steps), 0, 2e9, TRAIN | UNSAID},
    {"batch", "N", "samples a batch", WHOLE, AT(batch), 1, 1e6, TRAIN | BENCH | DECIDES},
    {"lr", "X", "learning rate at the start", REAL, AT(learning_rate), 0, 1e6, TRAIN | DECIDES},
    {"warmup", "X", "epochs in which the learning rate rises from 0; also parts of one", REAL, AT(warmup), 0, 1e6,
     TRAIN | DECIDES},
    {"seed", "S", "seed of everything random", SEED, AT(seed), 0, 0, DATA | DECIDES | SINGLE},
    {"threads", "N", "threads (as many as there are CPUs); results do not depend on it", WHOLE, AT(threads), 1, 1024,
     ALL},
    {"checkpoint-every", "N", "updates between checkpoints (200); 0: at the end of epochs only", WHOLE,
     AT(checkpoint_every), 0, 2e9, TRAIN},
    {"progress", "auto|lines|json", "lines: no bar that is redrawn; json: an object a line, for programs", PROGRESS,
     AT(progress), 0, 0, TRAIN},
    {"quiet", NULL, "no progress, results, notes and hints: warnings and errors alone", FLAG, AT(quiet), 0, 0, TRAIN},
    {"tensorboard", NULL, "write RUN/events.out.tfevents.tess: curves and histograms for TensorBoard", FLAG,
     AT(tensorboard), 0, 0, TRAIN},
    {"train-limit", "N", "use the first N samples of those that train, without those that validate; 0: all", WHOLE, AT(train_limit), 0, 2e9, DATA | UNSAID},
    {"test-limit", "N", "use the first N test samples; 0: all", WHOLE, AT(test_limit), 0, 2e9, DATA | UNSAID},
    {"no-augment", NULL, "train on the samples as they are", FLAG, AT(no_augment), 0, 0, TRAIN | BENCH | UNSAID},
    {"warm-steps", "N", "training steps before the clock starts (50)", WHOLE, AT(warm_steps), 0, 1e6, BENCH},
    {"steps", "N", "training steps to time (20)", WHOLE, AT(steps), 1, 1e6, BENCH},
    {"predictions", "FILE", "write label, class and logits of every sample: FILE.csv or FILE.jsonl", TEXT,
     AT(predictions), 0, 0, EVAL},
    {"json", NULL, "print a JSON object a sample; eval: and one of the results", FLAG, AT(json), 0, 0, EVAL | PREDICT},
};

_Static_assert(sizeof option_rows / sizeof *option_rows == OPTION_ROWS, "as many rows as the header says");

static const struct tess_option probe_options[PROBE_OPTIONS] = {
    [PROBE_CASE] = {.name = "case", .argument = "DIR", .help = "folder of the parameters and batches (required)"},
    [PROBE_OUT] = {.name = "out", .argument = "DIR", .help = "folder to write to (required)"},
    [PROBE_FORCE] = {.name = "force",
                     .argument = "DIR",
                     .help = "replace the outputs of layers by those in this folder"},
    [PROBE_THREADS] = {.name = "threads", .argument = "N", .help = "threads (1)"},
};

bool tess_trainer_command(int number, struct tess_command *command)
{
    if (number < 0 || number > COMMAND_PROBE)
        return false;
    *command = commands[number];
    return true;
}

bool tess_trainer_option(int command, int number, bool shared, struct tess_option *option)
{
    if (command == COMMAND_PROBE) {
        if (number < PROBE_OPTIONS)
            *option = probe_options[number];
        return number < PROBE_OPTIONS;
    }
    for (int i = 0; i < OPTION_ROWS; i++) {
        const struct option_row *row = &option_rows[i];
        if ((row->commands >> command & 1) && !(shared && (row->commands & SINGLE)) && number-- == 0) {
            *option = (struct tess_option){.name = row->name, .argument = row->argument, .help = row->help};
            return true;
        }
    }
    return false;
}
