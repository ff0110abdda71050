#include <algorithm>

#include "domain/certificate/certificate.hpp"

/// Walks over the certificate graph: up by the numbers of the index, down by the certificates.
namespace lw::certificate {
namespace {

using Numbers = std::vector<std::uint32_t>;

bool begun(const Certificate& certificate, Date on) {
  return !certificate.valid_from || *certificate.valid_from <= on;
}

/// What rests on `root`, directly or not, without it; the first `direct` of the answer rest on it
/// itself.
struct Above {
  Numbers all;
  std::size_t direct = 0;
};

Above above_of(const State& state, const CertificateId& root) {
  Above out;
  const auto from = number_of(state.graph, root);
  if (!from) return out;
  out.all = resting_on(state.graph, {*from});
  out.direct = state.graph.above[*from].size();
  const auto self = std::ranges::find(out.all, *from);  // in a circle
  if (self == out.all.end()) return out;
  out.direct -= self - out.all.begin() < static_cast<std::ptrdiff_t>(out.direct) ? 1U : 0U;
  out.all.erase(self);
  return out;
}

/// What rests on one of `from`, directly or not, among what had begun on a day; not `from` itself.
std::set<CertificateId> begun_above(const State& state, const std::set<CertificateId>& from,
                                    Date on) {
  std::set<CertificateId> out;
  Numbers open;
  for (const auto& id : from) {
    if (const auto number = number_of(state.graph, id)) open.push_back(*number);
  }
  while (!open.empty()) {
    const std::uint32_t at = open.back();
    open.pop_back();
    for (const std::uint32_t above : state.graph.above[at]) {
      const CertificateId& id = state.graph.ids[above];
      if (from.contains(id) || !begun(*find(state, id), on)) continue;
      if (out.insert(id).second) open.push_back(above);
    }
  }
  return out;
}

void add_covered(const State& state, const CertificateId& id, std::set<ComponentId>& out) {
  if (const Certificate* certificate = find(state, id))
    out.insert(certificate->covers.begin(), certificate->covers.end());
}

}  // namespace

std::set<CertificateId> resting_on(const State& state, const CertificateId& root) {
  return names_of(state.graph, above_of(state, root).all);
}

Reach reach(const catalog::State& catalog, const State& state, const CertificateId& root) {
  Reach out;
  out.root = root;
  const Above above = above_of(state, root);
  out.all = names_of(state.graph, above.all);
  out.direct =
      names_of(state.graph,
               {above.all.begin(), above.all.begin() + static_cast<std::ptrdiff_t>(above.direct)});
  add_covered(state, root, out.components);
  for (const auto& id : out.all) add_covered(state, id, out.components);
  if (!out.components.empty()) out.components.merge(catalog::dependents(catalog, out.components));
  return out;
}

Reach reach_on(const catalog::State& catalog, const State& state, const CertificateId& root,
               Date on) {
  Reach out;
  out.root = root;
  const Certificate* known = find(state, root);
  if (known == nullptr || !begun(*known, on)) return out;
  out.all = begun_above(state, {root}, on);
  for (const auto& id : out.all) {
    if (find(state, id)->rests_on.contains(root)) out.direct.insert(id);
  }
  add_covered(state, root, out.components);
  for (const auto& id : out.all) add_covered(state, id, out.components);
  if (!out.components.empty()) out.components.merge(catalog::dependents(catalog, out.components));
  return out;
}

ComponentReach reach_on(const catalog::State& catalog, const State& state, const ComponentId& root,
                        Date on) {
  ComponentReach out;
  out.root = root;
  if (catalog::find(catalog, root) == nullptr) return out;
  std::set<ComponentId> touched = catalog::dependents(catalog, root);
  touched.insert(root);
  for (const auto& component : touched) {
    for (const auto& id : ever_covering(state, component)) {
      if (begun(*find(state, id), on)) out.direct.insert(id);
    }
  }
  out.all = begun_above(state, out.direct, on);
  for (const auto& id : out.all) add_covered(state, id, touched);
  out.all.insert(out.direct.begin(), out.direct.end());
  touched.merge(catalog::dependents(catalog, touched));
  touched.erase(root);
  out.components = std::move(touched);
  return out;
}

ComponentReach reach(const catalog::State& catalog, const State& state, const ComponentId& root) {
  ComponentReach out;
  out.root = root;
  if (catalog::find(catalog, root) == nullptr) return out;
  std::set<ComponentId> touched = catalog::dependents(catalog, root);
  touched.insert(root);
  for (const auto& component : touched) {
    const auto it = state.covered_by.find(component);
    if (it != state.covered_by.end()) out.direct.insert(it->second.begin(), it->second.end());
  }
  Numbers from;
  for (const auto& id : out.direct) {
    if (const auto number = number_of(state.graph, id)) from.push_back(*number);
  }
  out.all = names_of(state.graph, lw::resting_on(state.graph, from));
  // what a certificate that only rests on these covers is reached as well, without composition
  for (const auto& id : out.all) {
    if (!out.direct.contains(id)) add_covered(state, id, touched);
  }
  out.all.insert(out.direct.begin(), out.direct.end());
  touched.merge(catalog::dependents(catalog, touched));
  touched.erase(root);
  out.components = std::move(touched);
  return out;
}

std::set<CertificateId> foundations(const State& state, const CertificateId& id) {
  std::set<CertificateId> out;
  std::vector<const CertificateId*> open{&id};
  while (!open.empty()) {
    const Certificate* certificate = find(state, *open.back());
    open.pop_back();
    if (certificate == nullptr) continue;
    for (const auto& below : certificate->rests_on) {
      if (below != id && out.insert(below).second) open.push_back(&below);
    }
  }
  return out;
}

}  // namespace lw::certificate
