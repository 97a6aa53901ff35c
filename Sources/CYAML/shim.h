/* libyaml: the YAML 1.1 scanner and parser. */
#include <yaml.h>
