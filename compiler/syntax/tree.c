#include "syntax/tree.h"

#include "support/yaml.h"

static void print_atom(struct yaml_out *out, const struct atom *atom)
{
    static const char *const keys[] = {
        [ATOM_WORD] = NULL, [ATOM_NUMBER] = "number", [ATOM_SIZE] = "size", [ATOM_TEXT] = "text"};
    if (atom->kind == ATOM_WORD) {
        yaml_text(out, NULL, atom->text);
        return;
    }
    yaml_flow_map(out, NULL);
    yaml_text(out, keys[atom->kind], atom->text);
    yaml_end_map(out);
}

/* Names as they are, numbers as in a statement, calls as lists: [+, [*, leak, v], current]. */
static void print_expression(struct yaml_out *out, const char *key, const struct expression *expression)
{
    if (expression->kind == EXPRESSION_NAME) {
        yaml_text(out, key, expression->text);
        return;
    }
    if (expression->kind == EXPRESSION_NUMBER) {
        yaml_flow_map(out, key);
        yaml_text(out, "number", expression->text);
        yaml_end_map(out);
        return;
    }
    yaml_flow_list(out, key);
    yaml_text(out, NULL, expression->text);
    for (const struct expression *operand = expression->first; operand; operand = operand->next)
        print_expression(out, NULL, operand);
    yaml_end_list(out);
}

static void print_block(struct yaml_out *out, const char *key, const struct block *block);

static void print_statement(struct yaml_out *out, const struct statement *statement)
{
    struct place place = source_place(statement->span);
    yaml_map(out, NULL);
    yaml_integer(out, "line", place.line);
    yaml_integer(out, "column", place.column);
    yaml_flow_list(out, "words");
    for (const struct atom *atom = statement->atoms; atom; atom = atom->next)
        print_atom(out, atom);
    yaml_end_list(out);
    if (statement->equals)
        print_expression(out, "equals", statement->equals);
    if (statement->block)
        print_block(out, "block", statement->block);
    yaml_end_map(out);
}

static void print_block(struct yaml_out *out, const char *key, const struct block *block)
{
    yaml_list(out, key);
    for (const struct statement *statement = block->first; statement; statement = statement->next)
        print_statement(out, statement);
    yaml_end_list(out);
}

bool tree_print(const struct block *tree, FILE *file)
{
    struct yaml_out *out = yaml_out_open(file);
    yaml_map(out, NULL);
    print_block(out, "statements", tree);
    yaml_end_map(out);
    return yaml_out_close(out);
}
