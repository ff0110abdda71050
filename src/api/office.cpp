#include "api/office.hpp"

#include "app/view.hpp"

namespace lw::api {

Result<const core::State*> PublicState::get() {
  if (without_closed_ && size_ == watch_.size()) return &without_closed_->state;
  const core::State& whole = watch_.state();
  const vulnerability::Viewer anybody{std::nullopt, watch_.last_at()};
  if (!app::anything_closed(whole, anybody)) return &whole;
  LW_TRY(without_closed_, app::replay_as_known_to(ports_.history, ports_.vault, whole, anybody));
  size_ = watch_.size();
  return &without_closed_->state;
}

}  // namespace lw::api
