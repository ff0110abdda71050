#pragma once

#include "codec/csaf_check_detail.hpp"

namespace lw::codec::detail {

void advise_document(const Index& index, Findings& out);
void advise_products(const Index& index, Findings& out);
void advise_vulnerabilities(const Index& index, Findings& out);

}  // namespace lw::codec::detail
