/* The manual pages tessc(1), tess(5) and tess-trainer(1): lists from the tables of commands, options, settings and
 * checks, and what no table says around them. */
#include <string.h>

#include "driver/command.h"
#include "driver/driver.h"
#include "driver/manual.h"
#include "model/checks.h"
#include "model/reference.h"

static void print_facts(FILE *out, const char *heading, const struct fact *facts)
{
    roff_heading(out, heading);
    for (; facts->name; facts++) {
        roff_entry(out, facts->name, NULL);
        roff_phrase(out, facts->text);
    }
}

static void print_see_also(struct arena *arena, FILE *out, const char *pages, const char *documents)
{
    roff_heading(out, "SEE ALSO");
    roff_text(out, pages);
    roff_paragraph(out, arena_format(arena, "In " TESSC_DOC_DIR ": %s.", documents));
}

/* ---- tessc(1) ---- */

/* Options of the command alone; those of the trainer have a page of their own. */
static void print_inner_options(FILE *out, const struct command *command)
{
    struct tess_command verb;
    struct tess_option option;
    if (!command->verb && !command->option)
        return;
    roff_begin_inner(out);
    for (int i = 0; command->verb && command->verb(i, &verb); i++) {
        roff_entry(out, verb.name, *verb.arguments ? verb.arguments : NULL);
        roff_phrase(out, verb.help);
    }
    for (int i = 0; command->option && command->option(i, &option); i++)
        roff_option(out, &option);
    roff_end_inner(out);
}

static void print_command(struct arena *arena, FILE *out, const struct command *command)
{
    const struct tess_command *text = &command->text;
    roff_entry(out, *text->name ? text->name : text->arguments,
               *text->name && *text->arguments ? text->arguments : NULL);
    roff_phrase(out, text->help);
    if (text->details)
        roff_text(out, text->details);
    if (command->trainer)
        roff_text(out, arena_format(arena, "Options of the trainer's %s are in tess-trainer(1).", command->trainer));
    print_inner_options(out, command);
}

/* "Taken by tessc MODEL.tess, build and train." */
static void print_takers(struct arena *arena, const struct command_list *commands, FILE *out, unsigned group)
{
    const char *text = "";
    int left = 0;
    for (int i = 0; i < commands->count; i++)
        left += (commands->list[i].takes & group) != 0;
    for (int i = 0; i < commands->count; i++) {
        if (!(commands->list[i].takes & group))
            continue;
        const char *name = *commands->list[i].text.name ? commands->list[i].text.name : "tessc MODEL.tess";
        left--;
        text = arena_format(arena, "%s%s%s", text, name, left > 1 ? ", " : left == 1 ? " and " : ".");
    }
    roff_text(out, arena_format(arena, "Taken by %s", text));
}

static void print_tessc(struct arena *arena, const struct command_list *commands, FILE *out)
{
    struct tess_option option;
    unsigned group;
    roff_title(out, "tessc", 1, "User Commands", "compile a model of a spiking neural network to C that trains it");
    roff_heading(out, "SYNOPSIS");
    for (int i = 0; i < commands->count; i++) {
        fputs(i ? ".br\n" : "", out);
        roff_synopsis(out, "tessc", &commands->list[i].text);
    }
    roff_heading(out, "DESCRIPTION");
    roff_text(out,
              "tessc reads a model file, which says what is trained, on what data and by which rule, and writes a C "
              "program that trains the network. The language of model files is described in tess(5), the program "
              "in tess-trainer(1).");
    roff_paragraph(out, "Options may stand before or behind a command and its files. The name of a long option may be "
                        "cut short as long as only one begins like that. What follows -- are files, whatever their "
                        "names begin with.");
    roff_heading(out, "COMMANDS");
    for (int i = 0; i < commands->count; i++)
        print_command(arena, out, &commands->list[i]);
    roff_heading(out, "OPTIONS");
    for (int i = 0; options_own(i, &group, &option); i++) {
        roff_option(out, &option);
        if (group)
            print_takers(arena, commands, out, group);
    }
    print_facts(out, "ENVIRONMENT", environment_facts);
    roff_heading(out, "FILES");
    roff_entry(out, "~/.cache/tessc", NULL);
    roff_text(out, "Trainers that were built, and frames of event data. It may be removed at any time.");
    print_facts(out, "EXIT STATUS", exit_facts);
    roff_heading(out, "EXAMPLES");
    roff_text(out, "From a folder of pictures, a folder a class, to predictions:");
    roff_example(out, "tessc new digits\n"
                      "tessc train digits.tess --data digits\n"
                      "tessc predict digits.tess --weights runs/digits/best.safetensors more/*.png\n");
    print_see_also(arena, out, "tess(5), tess-trainer(1)",
                   "README.md, docs/language.md, docs/datasets.md, docs/runs.md, docs/sweeps.md");
}

/* ---- tess-trainer(1) ---- */

static void print_trainer(struct arena *arena, const struct command_list *commands, FILE *out)
{
    (void)commands;
    struct tess_command command;
    struct tess_option option;
    roff_title(out, "tess-trainer", 1, "User Commands", "the program that trains a model, as tessc builds it");
    roff_heading(out, "SYNOPSIS");
    for (int i = 0; tess_trainer_command(i, &command); i++) {
        fputs(i ? ".br\n" : "", out);
        roff_synopsis(out, "NAME", &command);
    }
    roff_heading(out, "DESCRIPTION");
    roff_text(out,
              "tessc build MODEL.tess writes a program that is called like the model, NAME. It has the following "
              "commands. tessc COMMAND MODEL.tess builds it where that is needed, keeps it, and runs its command of "
              "the same name, with the same options.");
    roff_heading(out, "COMMANDS");
    for (int i = 0; tess_trainer_command(i, &command); i++) {
        roff_subheading(out, command.name);
        roff_phrase(out, command.help);
        if (command.details)
            roff_text(out, command.details);
        for (int k = 0; tess_trainer_option(i, k, false, &option); k++)
            roff_option(out, &option);
    }
    roff_heading(out, "OPTIONS");
    roff_entry(out, "-h, --help", NULL);
    roff_text(out, "Tell how the program, or the command, is used.");
    roff_entry(out, "--version", NULL);
    roff_text(out, "Tell the model, the version of tessc, the engine and the schedule.");
    print_facts(out, "EXIT STATUS", exit_facts);
    print_see_also(arena, out, "tessc(1), tess(5)", "docs/runs.md, docs/datasets.md");
}

/* ---- tess(5) ---- */

static const char model_example[] = "tess 1\n"
                                    "\n"
                                    "model digits\n"
                                    "\n"
                                    "input 1x28x28 {\n"
                                    "    dataset   mnist\n"
                                    "    present   4 steps               # the same image at every step\n"
                                    "    normalize mean 0.1307  std 0.3081\n"
                                    "}\n"
                                    "\n"
                                    "neuron lif { leak 0.5  threshold 0.6  reset subtract }\n"
                                    "\n"
                                    "network {\n"
                                    "    conv 64 5x5 pad 2, maxpool 2x2  signal grid 2x2\n"
                                    "    readout\n"
                                    "}\n"
                                    "\n"
                                    "learn tess { lambda pre 0.5  post 0.2; alpha pre 1  post 1 }\n"
                                    "\n"
                                    "train { batch 32  epochs 5  optimizer adam lr 1e-3 }\n";

static const struct fact statements[] = {
    {"model NAME", "Names the model, its C file and its program. A file without it is meant to be extended."},
    {"extends \"FILE\"", "Begins with everything that another file says."},
    {"input, neuron, weights, network, learn, predict, train",
     "Blocks of settings; without what a block says, its defaults hold."},
    {"override BLOCK { ... }", "Changes a block that an extended file defined; what it does not name stays."},
    {"variant NAME { ... }", "Blocks that --variant NAME changes, in the same way."},
    {"expect { ... }", "What the model must come to; checked whenever it is compiled."},
    {NULL, NULL},
};

static const char *const grammar[] = {
    "A statement is a word and what belongs to it. It ends with its line, at ; or at }. A comma joins the parts of a "
    "statement and may stand at the end of a line that goes on.",
    "A block { ... } holds statements. Several settings may share a line: leak 0.5 threshold 0.6.",
    "Numbers may contain _ between digits. Sizes are written without spaces: 3x32x32. Units belong to a value where "
    "the "
    "list below names one: present 6 steps. Text stands in double quotes. # begins a comment.",
    "Layers are named by kind and position: conv1, conv2, linear3. An option -D conv1.pad=1 of tessc changes a setting "
    "of one layer, -D learn.alpha.post=-1 one of the model.",
};

static void print_setting(struct arena *arena, FILE *out, enum setting_id id)
{
    const struct reference_row row = reference_row(arena, id);
    roff_entry(out, row.path, NULL);
    roff_text(out, arena_format(arena, "%s.", row.meaning));
    fputs(".br\n", out);
    const char *text = arena_format(arena, "Written \"%s\"", row.written);
    if (*row.range)
        text = arena_format(arena, "%s; %s", text, row.range);
    if (*row.fallback)
        text = arena_format(arena, "%s; %s%s", text, strstr(row.fallback, "required") ? "" : "default: ", row.fallback);
    roff_text(out, arena_format(arena, "%s.", text));
}

static void print_checks(struct arena *arena, FILE *out)
{
    roff_heading(out, "CHECKS");
    roff_text(out, "What a model that passes can say of itself. An option -Wno-NAME of tessc silences a warning, "
                   "-Werror=NAME makes it an error.");
    for (int i = 0; i < check_count; i++) {
        roff_entry(out, checks[i].name, checks[i].severity == SEVERITY_ERROR ? "error" : "warning");
        roff_phrase(out, checks[i].statement);
        if (checks[i].needs)
            roff_text(out, arena_format(arena, "Needs %s.", checks[i].needs));
    }
}

static void print_language(struct arena *arena, const struct command_list *commands, FILE *out)
{
    (void)commands;
    roff_title(out, "tess", 5, "File Formats", "model files of spiking neural networks and their learning rules");
    roff_heading(out, "DESCRIPTION");
    roff_text(out, "A model file, NAME.tess, says what is trained, on what, and by which rule. tessc(1) compiles it.");
    roff_example(out, model_example);
    for (size_t i = 0; i < sizeof grammar / sizeof *grammar; i++)
        roff_paragraph(out, grammar[i]);
    roff_heading(out, "STATEMENTS");
    roff_text(out, "The first line is \"tess 1\", the version of the language. Then, in any order:");
    for (const struct fact *statement = statements; statement->name; statement++) {
        roff_entry(out, statement->name, NULL);
        roff_text(out, statement->text);
    }
    roff_heading(out, "SETTINGS");
    roff_text(out, "By their paths, as -D names them. In a file a setting is written inside the block that its path "
                   "begins with.");
    for (enum setting_id id = 0; id < SETTINGS; id++) {
        if (setting_parent(id) == SETTINGS)
            roff_subheading(out, settings[id].path);
        print_setting(arena, out, id);
    }
    print_checks(arena, out);
    print_see_also(arena, out, "tessc(1), tess-trainer(1)", "docs/language.md, which also has the equations");
}

void manual_print(struct arena *arena, const struct command_list *commands, const char *page, FILE *out)
{
    static const struct {
        const char *name;
        void (*print)(struct arena *arena, const struct command_list *commands, FILE *out);
    } pages[] = {{"tessc", print_tessc}, {"tess", print_language}, {"tess-trainer", print_trainer}};
    for (size_t i = 0; i < sizeof pages / sizeof *pages; i++)
        if (!strcmp(pages[i].name, page))
            pages[i].print(arena, commands, out);
}
