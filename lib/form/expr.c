#include "form/expr.h"
