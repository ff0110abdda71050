#pragma once

#include "domain/certificate/commands.hpp"
#include "domain/certificate/events.hpp"
