#include <fmt/format.h>

#include <algorithm>

#include "cmd/longwatch/names.hpp"
#include "cmd/longwatch/report_data.hpp"
#include "domain/programme/stock.hpp"

namespace lw::cmd {
namespace {

using catalog::Component;
using certificate::Certificate;
using programme::Programme;
using vulnerability::Case;

constexpr const char* kNotRecorded = "product-not-recorded";
constexpr const char* kBeside = "further-certificates";

report::Layer layer_of(catalog::Layer layer) {
  switch (layer) {
    case catalog::Layer::kIc: return report::Layer::kIc;
    case catalog::Layer::kCryptoLibrary: return report::Layer::kCryptoLibrary;
    case catalog::Layer::kPlatform: return report::Layer::kPlatform;
    case catalog::Layer::kApplet: return report::Layer::kApplet;
    case catalog::Layer::kFirmware: return report::Layer::kEmbeddedSoftware;
    case catalog::Layer::kEmbeddedSoftware: return report::Layer::kEmbeddedSoftware;
  }
  return report::Layer::kUnknown;
}

/// How high a component stands among those that a certificate covers. A library is certified with
/// its chip, so the chip stands for both.
int height_of(catalog::Layer layer) {
  switch (layer) {
    case catalog::Layer::kCryptoLibrary: return 0;
    case catalog::Layer::kIc: return 1;
    case catalog::Layer::kFirmware: return 2;
    case catalog::Layer::kPlatform: return 3;
    case catalog::Layer::kApplet: return 4;
    case catalog::Layer::kEmbeddedSoftware: return 5;
  }
  return 0;
}

/// Puts the picture together: components in layers, certificates attached to the uppermost thing
/// that they cover, the programme's documents on top.
class Composition {
 public:
  Composition(const Asked& ask, const Programme& programme, const Case& item)
      : ask_(ask),
        programme_(programme),
        item_(item),
        affected_(
            vulnerability::affected(core::vulnerability_world(ask.state), item.id, ask.known_on)) {
    for (const auto& scope : item.scope) {
      named_.insert(scope.certificates.begin(), scope.certificates.end());
      flawed_.insert(scope.components.begin(), scope.components.end());
    }
    find_certificates();
    find_components();
    join_components();
    join_certificates();
    leave_out_detours();
  }

  report::Graph graph() {
    report::Graph out;
    count(out);
    add_components(out);
    add_documents(out);
    add_without_product(out);
    std::set<std::string> listed;
    for (const auto& node : out.nodes) listed.insert(node.id);
    for (const auto& [from, below] : below_) {
      for (const auto& to : below) {
        if (listed.contains(from) && listed.contains(to))
          out.edges.push_back({from, to, ours(from, to)});
      }
    }
    out.caption = fmt::format(
        "What carries the flaw: products in layers with their certificates attached, and on top "
        "the "
        "documents of {}. Strong lines lead from those that carry the flaw down to it.",
        programme_.name);
    return out;
  }

 private:
  const Certificate* certificate(const CertificateId& id) const {
    return certificate::find(ask_.state.certificate, id);
  }

  /// What rests on the certificates that the case names, and beside it what covers the flawed
  /// component or the programme's software.
  void find_certificates() {
    for (const auto& root : named_) {
      const auto reach = certificate::reach(ask_.state.catalog, ask_.state.certificate, root);
      direct_.insert(reach.direct.begin(), reach.direct.end());
      all_.insert(reach.all.begin(), reach.all.end());
    }
    shown_ = all_;
    shown_.insert(named_.begin(), named_.end());
    std::set<ComponentId> ours = flawed_;
    for (const auto& [software, introduction] : programme_.introductions) ours.insert(software);
    for (const auto& component : ours) {
      for (const auto& id : certificate::ever_covering(ask_.state.certificate, component))
        shown_.insert(id);
    }
  }

  void find_components() {
    const auto add = [&](const ComponentId& id) {
      if (const auto* found = catalog::find(ask_.state.catalog, id)) components_[id] = found;
    };
    for (const auto& id : shown_) {
      if (const auto* known = certificate(id)) std::ranges::for_each(known->covers, add);
    }
    for (const auto& [software, introduction] : programme_.introductions)
      std::ranges::for_each(catalog::contains(ask_.state.catalog, software), add);
    std::ranges::for_each(flawed_, add);
  }

  /// Covered components by how high they stand, the highest first.
  std::vector<std::vector<ComponentId>> storeys(const Certificate& known) const {
    std::map<int, std::vector<ComponentId>, std::greater<>> by_height;
    for (const auto& id : known.covers) {
      const auto it = components_.find(id);
      // A library stands between the chip and the platform, whatever it is certified with.
      if (it == components_.end()) continue;
      const bool library = it->second->layer == catalog::Layer::kCryptoLibrary;
      by_height[library ? 2 * height_of(catalog::Layer::kIc) + 1 : 2 * height_of(it->second->layer)]
          .push_back(id);
    }
    std::vector<std::vector<ComponentId>> out;
    for (auto& [height, ids] : by_height) out.push_back(std::move(ids));
    return out;
  }

  /// The component to which a certificate is attached: the uppermost that it covers, the software
  /// that a programme fields only where nothing else is. kNotRecorded when none is on record.
  std::string attached_to(const Certificate& known) const {
    const Component* top = nullptr;
    const auto rank = [&](const Component& one) {
      const bool fielded = programme_.introductions.contains(one.id);
      return std::pair(!fielded, height_of(one.layer));
    };
    for (const auto& id : known.covers) {
      const auto it = components_.find(id);
      if (it == components_.end()) continue;
      if (top == nullptr || rank(*it->second) > rank(*top)) top = it->second;
    }
    return top == nullptr ? kNotRecorded : top->id.text();
  }

  bool is_cured(const ComponentId& id) const {
    return std::ranges::any_of(item_.measures, [&](const auto& measure) {
      return measure.fixed_by == id && measure.on <= ask_.known_on;
    });
  }

  void join_components() {
    for (const auto& [id, component] : components_) {
      for (const auto& below : component->rests_on) join(id.text(), below.text());
    }
    for (const auto& id : shown_) {
      const auto* known = certificate(id);
      if (known == nullptr) continue;
      const auto levels = storeys(*known);
      for (std::size_t i = 0; i + 1 < levels.size(); ++i) {
        for (const auto& from : levels[i])
          for (const auto& to : levels[i + 1]) join(from.text(), to.text());
      }
    }
  }

  /// A reference between certificates is a line between what they are attached to, where no way
  /// leads there yet.
  void join_certificates() {
    for (const auto& id : shown_) {
      const auto* known = certificate(id);
      if (known == nullptr) continue;
      for (const auto& below : known->rests_on) {
        const auto* base = shown_.contains(below) ? certificate(below) : nullptr;
        if (base == nullptr) continue;
        const std::string from = attached_to(*known);
        const std::string to = attached_to(*base);
        if (from != to && !leads(from, to)) join(from, to);
      }
    }
  }

  void join(const std::string& from, const std::string& to) {
    if (from != to && !leads(to, from)) below_[from].insert(to);
  }

  bool leads(const std::string& from, const std::string& to) const {
    std::vector<std::string> open{from};
    std::set<std::string> seen{from};
    while (!open.empty()) {
      const std::string at = open.back();
      open.pop_back();
      const auto it = below_.find(at);
      if (it == below_.end()) continue;
      for (const auto& next : it->second) {
        if (next == to) return true;
        if (seen.insert(next).second) open.push_back(next);
      }
    }
    return false;
  }

  /// A line is left out where a longer way leads to the same place.
  void leave_out_detours() {
    const auto whole = below_;
    for (const auto& [from, targets] : whole) {
      for (const auto& to : targets) {
        const bool detour = std::ranges::any_of(
            whole.at(from), [&](const auto& other) { return other != to && leads(other, to); });
        if (detour) below_[from].erase(to);
      }
    }
  }

  report::NodeState state_of(const CertificateId& id) const {
    if (named_.contains(id)) return report::NodeState::kRoot;
    if (!affected_.reached.contains(id)) return report::NodeState::kOutside;
    switch (vulnerability::verdict(item_, id, ask_.known_on)) {
      case vulnerability::Impact::kAffected: return report::NodeState::kConfirmed;
      case vulnerability::Impact::kNotAffected: return report::NodeState::kNotAffected;
      case vulnerability::Impact::kUndecided: return report::NodeState::kReached;
    }
    return report::NodeState::kReached;
  }

  /// A product is confirmed once a certificate that covers it is.
  report::NodeState state_of(const std::string& id,
                             const std::vector<report::GraphCertificate>& attached) const {
    const auto has = [&](report::NodeState state) {
      return std::ranges::find(attached, state, &report::GraphCertificate::state) != attached.end();
    };
    if (flawed_.contains(ComponentId(id))) return report::NodeState::kRoot;
    if (is_cured(ComponentId(id))) return report::NodeState::kNotAffected;
    const bool reached =
        std::ranges::any_of(flawed_, [&](const auto& flawed) { return leads(id, flawed.text()); });
    // A chip lies below the flaw of its library: the flaw is not in it.
    if (!reached) return report::NodeState::kOutside;
    const bool covered = affected_.confirmed_components.contains(ComponentId(id));
    if (covered || has(report::NodeState::kConfirmed)) return report::NodeState::kConfirmed;
    const bool free = !attached.empty() && std::ranges::all_of(attached, [](const auto& one) {
      return one.state == report::NodeState::kNotAffected;
    });
    return free ? report::NodeState::kNotAffected : report::NodeState::kReached;
  }

  void count(report::Graph& out) const {
    out.direct = static_cast<std::int64_t>(direct_.size());
    out.all = static_cast<std::int64_t>(all_.size());
    for (const auto& id : all_) {
      const auto state = state_of(id);
      out.confirmed += state == report::NodeState::kConfirmed ? 1 : 0;
      out.not_affected += state == report::NodeState::kNotAffected ? 1 : 0;
    }
    for (const auto& id : affected_.reached) {
      if (named_.contains(id) || all_.contains(id)) continue;
      ++out.beside;
      out.beside_confirmed += affected_.confirmed.contains(id) ? 1 : 0;
    }
  }

  std::vector<report::GraphCertificate> attached(const std::string& id) const {
    std::vector<report::GraphCertificate> out;
    for (const auto& one : shown_) {
      const auto* known = certificate(one);
      if (known == nullptr || attached_to(*known) != id) continue;
      std::string note = known->valid_from ? "from " + known->valid_from->text() : "";
      if (known->valid_until)
        note += (note.empty() ? "until " : " until ") + known->valid_until->text();
      else if (!known->withdrawal) note += note.empty() ? "end not known" : ", end not known";
      out.push_back(
          {one.text(), known->name, state_of(one), joined(texts_of(known->rests_on)), note});
    }
    return out;
  }

  void add_components(report::Graph& out) const {
    for (const auto& [id, component] : components_) {
      if (out.nodes.size() >= report::kGraphNodesMax) return;
      report::GraphNode node{id.text(), name_of(ask_.state, id), layer_of(component->layer),
                             report::NodeState::kOutside, "made by " + component->developer.text()};
      node.certificates = attached(id.text());
      node.state = state_of(id.text(), node.certificates);
      if (is_cured(id)) node.note += "; cures the flaw: it no longer uses the flawed part";
      out.nodes.push_back(std::move(node));
    }
  }

  void add_documents(report::Graph& out) {
    for (const auto& [software, introduction] : programme_.introductions) {
      const auto stock = programme::stock(introduction, ask_.on);
      if (stock.issued == 0) continue;
      const std::string id = "documents-with-" + software.text();
      report::GraphNode node{
          id,
          fmt::format("{} documents in the field, of {} issued", grouped(stock.in_field),
                      grouped(stock.issued)),
          report::Layer::kDocument,
          is_cured(software)                                  ? report::NodeState::kNotAffected
          : affected_.confirmed_components.contains(software) ? report::NodeState::kConfirmed
          : affected_.components.contains(software)           ? report::NodeState::kReached
                                                              : report::NodeState::kOutside,
          fmt::format("{}; counted on {}", programme_.name, day_text(ask_.on))};
      out.nodes.push_back(std::move(node));
      below_[id].insert(software.text());
    }
  }

  /// Certificates without a product on record, and the number of those that only a component leads
  /// to.
  void add_without_product(report::Graph& out) const {
    report::GraphNode node{kNotRecorded, "product not recorded", report::Layer::kUnknown,
                           report::NodeState::kReached,
                           "the list names these certificates, and not what they cover"};
    node.certificates = attached(kNotRecorded);
    if (!node.certificates.empty()) {
      node.state = state_of(kNotRecorded, node.certificates);
      out.nodes.push_back(std::move(node));
    }
    std::int64_t further = 0;
    for (const auto& id : affected_.reached) further += shown_.contains(id) ? 0 : 1;
    if (further == 0) return;
    out.nodes.push_back({kBeside,
                         fmt::format("{} more reached beside these",
                                     counted(further, "certificate", "certificates")),
                         report::Layer::kUnknown, report::NodeState::kReached,
                         fmt::format("`longwatch case show {}` counts them", item_.id.text())});
  }

  /// True for a line on the way from documents that still carry the flaw down to it.
  bool ours(const std::string& from, const std::string& to) const {
    const bool down = std::ranges::any_of(flawed_, [&](const auto& flawed) {
      return to == flawed.text() || leads(to, flawed.text());
    });
    if (!down) return false;
    return std::ranges::any_of(programme_.introductions, [&](const auto& entry) {
      const std::string& software = entry.first.text();
      if (!affected_.components.contains(entry.first)) return false;
      return from == "documents-with-" + software || from == software || leads(software, from);
    });
  }

  const Asked& ask_;
  const Programme& programme_;
  const Case& item_;
  vulnerability::Affected affected_;
  std::set<CertificateId> named_;
  std::set<ComponentId> flawed_;
  std::set<CertificateId> direct_;
  std::set<CertificateId> all_;
  std::set<CertificateId> shown_;
  std::map<ComponentId, const Component*> components_;
  std::map<std::string, std::set<std::string>> below_;
};

}  // namespace

void fill_graph(report::Report& out, const Asked& ask, const Programme& programme,
                const Case& item) {
  out.graph = Composition(ask, programme, item).graph();
}

}  // namespace lw::cmd
