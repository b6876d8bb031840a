#include "detectors/api/config_view.hpp"
