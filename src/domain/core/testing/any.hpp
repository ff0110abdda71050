#pragma once

#include <cstdint>

#include "domain/core/state.hpp"

/// Any value of any described type, by its fields: ids from small pools, so that commands meet what
/// others have made.
namespace lw::core::testing {

inline constexpr std::uint64_t kIdsOfAKind = 6;
/// Ends the id of a case that may open in a compartment.
inline constexpr const char* kHardToGuess = "0123456789abcdef";

/// A stream of numbers that follows from its seed alone, so that a failing sequence can be shrunk
/// and run again.
class Dice {
 public:
  explicit Dice(std::uint64_t seed) : state_(seed) {}

  /// SplitMix64 (Steele, Lea, Flood 2014).
  std::uint64_t next() {
    std::uint64_t z = (state_ += 0x9e3779b97f4a7c15ULL);
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9ULL;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebULL;
    return z ^ (z >> 31);
  }
  std::uint64_t below(std::uint64_t bound) { return next() % bound; }
  bool one_in(std::uint64_t n) { return below(n) == 0; }
  template <class T>
  T of(std::initializer_list<T> values) {
    return *(values.begin() + static_cast<std::ptrdiff_t>(below(values.size())));
  }

 private:
  std::uint64_t state_;
};

/// The day and moment on which a command is made.
struct Today {
  Dice& dice;
  Instant now;
};

inline std::string any_text(Dice& dice, std::string_view field) {
  if (field == "territory" || field == "with_territory") return dice.of({"EE", "EE", "DE"});
  if (field == "technical_domain" || field == "table") return "smartcards";
  if (field == "assurance" || field == "certification_floor")
    return dice.of({"EAL5", "AVA_VAN.5", "ALC_FLR.2"});
  if (field == "execution" || field == "proposal") {
    return dice.of({"programme-0/broken/1", "programme-0/broken/1", "programme-0/watch/1",
                    "programme-0/standing/1"});
  }
  if (field == "measure" || field == "measures" || field == "standing")
    return dice.of({"limit", "stop", "plan", "renew"});
  if (field == "step" || field == "id") return dice.of({"s1", "s2"});
  if (field == "external") return dice.of({"CVE-2017-15361", "CVE-2024-45678"});
  if (field == "chosen" || field == "option") return dice.of({"patch", "shorten"});
  if (field == "calendar" || field == "currency" || field == "validity_rule") return "";
  if (field == "holder_group") return dice.of({"", "", "minor"});
  return dice.of({"a", "b", "c"});
}

inline std::int64_t any_number(Dice& dice, std::string_view field) {
  if (field == "version") return 1 + static_cast<std::int64_t>(dice.below(2));
  if (field == "revision") return 1 + static_cast<std::int64_t>(dice.below(4));
  if (field == "interval_months" || field.ends_with("_months")) return dice.of({12, 24, 60, 120});
  if (field == "count" || field == "total" || field == "done")
    return static_cast<std::int64_t>(dice.below(2000));
  if (field == "year") return 2025 + static_cast<std::int64_t>(dice.below(3));
  return static_cast<std::int64_t>(dice.below(6)) - (dice.one_in(20) ? 3 : 0);
}

/// Shapes for which any text would be refused at once.
inline resistance::FactorLevel any_factor(Dice& dice) {
  return {dice.of({"elapsed_time", "expertise", "knowledge", "access", "equipment"}),
          dice.of({"identification", "exploitation"}),
          dice.of({"one_week", "expert", "public", "under_10", "standard"})};
}

/// Kind of the id ("attack path") and a small number; certificates are written as their scheme
/// writes them.
template <class T>
std::string any_id(Dice& dice) {
  const std::string number = std::to_string(dice.below(kIdsOfAKind));
  if (std::is_same_v<T, CertificateId>) return "EUCC-1-2025-03-000" + number;
  if (std::is_same_v<T, CaseId> && dice.one_in(2)) return "case-" + number + "~" + kHardToGuess;
  std::string kind = []<class Tag>(std::type_identity<Id<Tag>>) {
    return std::string(Tag::kKind);
  }(std::type_identity<T>{});
  std::ranges::replace(kind, ' ', '-');
  return kind + "-" + number;
}

template <class T>
T any(Today& today, std::string_view field);

template <class T>
T any_struct(Today& today) {
  T out;
  boost::mp11::mp_for_each<boost::describe::describe_members<T, boost::describe::mod_public>>(
      [&](auto d) {
        auto& member = out.*d.pointer;
        member = any<std::remove_reference_t<decltype(member)>>(today, d.name);
      });
  return out;
}

inline Date any_date(Today& today, std::string_view field) {
  const Date day = today.now.date();
  if (field == "produced_month")
    return Date::parse(day.plus_days(-31).text().substr(0, 8) + "01").value();
  if (field == "until" || field.ends_with("_until") || field == "remedy_due") {
    return day.plus_days(static_cast<std::int32_t>(today.dice.below(900)) - 60);
  }
  return day.plus_days(static_cast<std::int32_t>(today.dice.below(60)) - 50);
}

/// A list, set or map of at most two.
template <class T>
T any_collection(Today& today, std::string_view field) {
  T out;
  for (std::uint64_t n = today.dice.below(3); n > 0; --n) {
    if constexpr (codec::detail::kIsVector<T>) {
      out.push_back(any<typename T::value_type>(today, field));
    } else if constexpr (codec::detail::kIsSet<T>) {
      out.insert(any<typename T::value_type>(today, field));
    } else {
      out.emplace(any<typename T::key_type>(today, field),
                  any<typename T::mapped_type>(today, field));
    }
  }
  return out;
}

template <class T>
T any(Today& today, std::string_view field) {
  Dice& dice = today.dice;
  if constexpr (std::is_same_v<T, bool>) return dice.one_in(2);
  else if constexpr (std::is_integral_v<T>) return static_cast<T>(any_number(dice, field));
  else if constexpr (std::is_same_v<T, std::string>) return any_text(dice, field);
  else if constexpr (codec::detail::kIsId<T>) return T(any_id<T>(dice));
  else if constexpr (std::is_same_v<T, Date>) return any_date(today, field);
  else if constexpr (std::is_same_v<T, Instant>)
    return today.now.plus_hours(-static_cast<std::int64_t>(dice.below(200)));
  else if constexpr (std::is_same_v<T, Bytes>)
    return Bytes(access::kPublicKeySize, static_cast<std::uint8_t>(dice.below(256)));
  else if constexpr (std::is_same_v<T, Digest>) {
    T out;
    out.bytes.fill(static_cast<std::uint8_t>(dice.below(4)));
    return out;
  } else if constexpr (std::is_same_v<T, resistance::FactorLevel>) return any_factor(dice);
  else if constexpr (codec::DescribedEnum<T>) {
    const auto values = codec::enum_values<T>();
    return values[dice.below(values.size())];
  } else if constexpr (codec::detail::kIsOptional<T>) {
    if (dice.one_in(2)) return T();
    return T(any<typename T::value_type>(today, field));
  } else if constexpr (codec::Described<T>) return any_struct<T>(today);
  else return any_collection<T>(today, field);
}

/// Any command of any slice; every command is as likely as every other.
inline Command any_command(Today today) {
  std::vector<Command (*)(Today&)> makers;
  [&]<class... Slice>(std::type_identity<std::variant<Slice...>>) {
    const auto each = [&]<class... C>(std::type_identity<std::variant<C...>>) {
      (makers.push_back([](Today& t) -> Command { return std::variant<C...>(any_struct<C>(t)); }),
       ...);
    };
    (each(std::type_identity<Slice>{}), ...);
  }(std::type_identity<Command>{});
  return makers[today.dice.below(makers.size())](today);
}

}  // namespace lw::core::testing
