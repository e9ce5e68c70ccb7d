/* Numbers as text: the shortest decimal that reads back to the same bits. */
#ifndef TESSC_NUMBER_H
#define TESSC_NUMBER_H

enum { NUMBER_TEXT = 40 };

/* Write into text (of NUMBER_TEXT bytes) and return it. "0.1", "1e-08", "512". */
const char *number_of_double(double value, char *text);
const char *number_of_float(float value, char *text);

/* A C literal of type float: "0.5f", "1.0f", "1e-08f". */
const char *number_c_float(float value, char *text);

/* Decimals to print a cost with: two, and more where these would be zeros: a small network should not cost nothing. */
int number_decimals(double value);

#endif
