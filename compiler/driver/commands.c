#include "driver/commands.h"

#include <string.h>

#include "driver/data.h"
#include "driver/driver.h"
#include "driver/sweep.h"

enum { MODEL = TAKES_MODEL | TAKES_DIAGNOSTICS, PROGRAM = MODEL | TAKES_PLAN | TAKES_OUTPUT };
/* Training writes a run directory, --out: -o for the folder of the program would be taken for it. */
enum { TRAINING = PROGRAM & ~(unsigned)TAKES_OUTPUT };

static const char built[] = "The trainer is built first where the model has changed, and kept in the folder tessc of "
                            "$XDG_CACHE_HOME, which is ~/.cache if nothing else is said.";

const struct command commands[] = {
    {.text = {"", "MODEL.tess", "write NAME.c, or print a form of the model (--emit)",
              "NAME is the model's name. The C program trains the model; it is compiled against libtess."},
     .takes = PROGRAM | TAKES_EMIT,
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
     .takes = MODEL | TAKES_PLAN | TAKES_PAPER,
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
     .takes = TAKES_DIAGNOSTICS | TAKES_PLAN,
     .run = command_sweep,
     .trainer = "train",
     .shares = true,
     .option = sweep_option},
    {.text = {"eval", "MODEL.tess", "loss and accuracy of trained weights", built},
     .takes = PROGRAM,
     .run = command_run,
     .trainer = "eval"},
    {.text = {"bench", "MODEL.tess", "time training and evaluation", built},
     .takes = PROGRAM,
     .run = command_run,
     .trainer = "bench"},
    {.text = {"predict", "MODEL.tess INPUT...", "classes of pictures, arrays and recordings", built},
     .takes = PROGRAM,
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
    {.text = {"probe", "MODEL.tess", "run given parameters and inputs, write every tensor", built},
     .takes = PROGRAM,
     .run = command_run,
     .trainer = "probe"},
    {.text = {"help", "[COMMAND]...", "tell how tessc, or some of its commands, are used",
              "'tessc COMMAND --help' does the same."},
     .takes = TAKES_PAGES,
     .run = command_help},
    {.text = {"version", "", "tell the version of tessc", NULL}, .run = command_version},
};
const int command_count = sizeof commands / sizeof *commands;

const struct fact environment_facts[] = {
    {"TESS_CC", "the C compiler; by default the one that tessc was configured with"},
    {"TESS_CFLAGS", "further flags for it"},
    {"XDG_CACHE_HOME", "programs are kept in its folder tessc; by default ~/.cache"},
    {NULL, NULL},
};

const struct fact exit_facts[] = {
    {"0", "done"},
    {"1", "failed while running"},
    {"2", "wrong usage"},
    {"65", "bad model or sweep file"},
    {"66", "data missing or corrupt"},
    {"74", "cannot read or write"},
    {"75", "stopped by a signal, checkpoint written"},
    {NULL, NULL},
};

const struct command *command_named(const char *word)
{
    for (int i = 1; i < command_count; i++)
        if (!strcmp(commands[i].text.name, word))
            return &commands[i];
    return NULL;
}

const char *command_title(struct arena *arena, const struct command *command)
{
    return arena_format(arena, "tessc %s", *command->text.name ? command->text.name : command->text.arguments);
}

int trainer_command(const char *name)
{
    struct tess_command command;
    for (int i = 0; tess_trainer_command(i, &command); i++)
        if (!strcmp(command.name, name))
            return i;
    return -1;
}

/* A list that grows. */
struct growing {
    struct arena *arena;
    struct known_option *list;
    int count, room;
};

static void add(struct growing *list, const struct tess_option *option, enum option_owner owner, int number)
{
    if (list->count == list->room) {
        list->room = 2 * list->room + 16;
        struct known_option *grown = ARENA_ARRAY(list->arena, struct known_option, list->room);
        if (list->count)
            memcpy(grown, list->list, sizeof *grown * (size_t)list->count);
        list->list = grown;
    }
    list->list[list->count++] = (struct known_option){*option, owner, number};
}

int command_options(struct arena *arena, const struct command *command, struct known_option **list)
{
    struct growing all = {.arena = arena};
    struct tess_option option;
    unsigned group;
    for (int i = 0; command->option && command->option(i, &option); i++)
        add(&all, &option, OWNER_COMMAND, i);
    const int trainer = command->trainer ? trainer_command(command->trainer) : -1;
    for (int i = 0; trainer >= 0 && tess_trainer_option(trainer, i, command->shares, &option); i++)
        add(&all, &option, OWNER_TRAINER, i);
    for (int i = 0; options_own(i, &group, &option); i++)
        if (!group || (group & command->takes))
            add(&all, &option, OWNER_TESSC, i);
    *list = all.list;
    return all.count;
}

/* Does one of the commands know this option, and is its value the next word? `exactly`: by its whole name. */
static bool takes_next(struct arena *arena, const char *word, bool exactly, bool *known)
{
    for (int i = 0; i < command_count; i++) {
        struct known_option *list;
        bool follows;
        const int count = command_options(arena, &commands[i], &list);
        const struct known_option *found = option_meant(list, count, word, &follows);
        if (found && (!exactly || word[1] != '-' || strlen(found->option.name) == strcspn(word + 2, "="))) {
            *known = true;
            return follows;
        }
    }
    return false;
}

bool any_option_takes_next(struct arena *arena, const char *word)
{
    bool known = false;
    const bool follows = takes_next(arena, word, true, &known);
    return known ? follows : takes_next(arena, word, false, &known);
}
