#include "codec/register_rows.hpp"

#include <gtest/gtest.h>

#include "codec/certificate_graph.hpp"
#include "codec/certificate_number.hpp"

namespace lw::codec {
namespace {

using Texts = std::vector<std::string>;

TEST(CertificateNumber, IsFoundInNamesLinksAndFiles) {
  EXPECT_EQ(certificate_numbers_in("S3FV9RR/S3FV9RQ , ( S3FV9RR_20250607) (EUCC-3090-2026-02)"),
            Texts{"EUCC-3090-2026-02"});
  EXPECT_EQ(certificate_numbers_in("https://x.fr/visas/ANSSI-CC-2024-38-rapport.pdf"),
            Texts{"ANSSI-CC-2024/38"});
  EXPECT_EQ(certificate_numbers_in("ANSSI-cible-CC-2020_49-R01en.pdf"),
            Texts{"ANSSI-CC-2020/49-R01"});
  EXPECT_EQ(certificate_numbers_in("Certificat-CC-2019_43-R01.pdf"), Texts{"ANSSI-CC-2019/43-R01"});
  EXPECT_EQ(certificate_numbers_in("ANSSI-CC-2023_42fr.pdf and ANSSI-CC-2023/42"),
            Texts{"ANSSI-CC-2023/42"});
  EXPECT_EQ(certificate_numbers_in("rests on BSI-DSZ-CC-0782-V2-2015 and bsi-dsz-cc-0555-2009."),
            (Texts{"BSI-DSZ-CC-0782-V2-2015", "BSI-DSZ-CC-0555-2009"}));
  EXPECT_EQ(certificate_numbers_in(
                "NSCIB-CC-195748-CR, NSCIB-CC-15-77633-CR, NSCIB-CC-2400020-01-ST_v0.12.pdf"),
            (Texts{"NSCIB-CC-195748-CR", "NSCIB-CC-15-77633-CR", "NSCIB-CC-2400020-01"}));
  EXPECT_EQ(certificate_numbers_in("KECS-ISIS-0677-2015 2017-62-INF-3232 CRP208A DCSSI-2008/16"),
            (Texts{"KECS-ISIS-0677-2015", "2017-62-INF-3232", "CRP208A", "DCSSI-2008/16"}));
  EXPECT_EQ(certificate_numbers_in("x_en?filename=EUCC-3087-2025-12-0001%20Certificate.pdf"),
            Texts{"EUCC-3087-2025-12-0001"});
  EXPECT_TRUE(
      certificate_numbers_in("BSI-CC-PP-0073-2014, EAL4+, EUCC, ANSSI-CC, 2024-29_ST.pdf").empty());
}

TEST(RegisterRows, ReadsAPortalRecord) {
  const Texts head{"Category",
                   "Name",
                   "Manufacturer",
                   "Scheme",
                   "Assurance Level",
                   "Protection Profile(s)",
                   "Certification Date",
                   "Archived Date",
                   "Certification Report URL",
                   "Security Target URL"};
  const auto header = parse_register_header(head);
  ASSERT_TRUE(header) << header.error().message();
  EXPECT_EQ(header->form, RegisterForm::kPortalCsv);
  Texts fields{"Boundary Protection", "Fortinet FortiGate w&#x2f; FortiOS",
               "NetIQ\xAE",           "SE",
               "EAL3+,ALC_FLR.2",     "",
               "06/15/2020",          "06/15/2025",
               "http://x/r.pdf",      "http://x/s.pdf"};
  const auto row = parse_register_record(*header, fields);
  ASSERT_TRUE(row) << row.error().message();
  EXPECT_EQ(row->product_name, "Fortinet FortiGate w/ FortiOS");
  EXPECT_EQ(row->vendor, "NetIQ\u00AE");
  EXPECT_EQ(row->certified_on->text(), "2020-06-15");
  EXPECT_EQ(row->archived_on->text(), "2025-06-15");
  EXPECT_EQ(assurance_components_of(row->level), (Texts{"EAL3", "ALC_FLR.2"}));
  fields[6] = "15/06/2020";
  EXPECT_EQ(parse_register_record(*header, fields).error().where, "Certification Date");
  fields.pop_back();
  EXPECT_FALSE(parse_register_record(*header, fields));
  EXPECT_FALSE(parse_register_header(Texts{"Category", "Category"}));
  EXPECT_FALSE(parse_register_header(Texts{"a", "b"}));
}

TEST(RegisterRows, RefusesMalformedRows) {
  EXPECT_TRUE(
      parse_register_row(R"({"source":"ENISA","productName":"ST54J","in_snapshots":[0,3]})"));
  EXPECT_FALSE(parse_register_row(R"({"source":"ENISA"})"));
  EXPECT_FALSE(parse_register_row(R"({"source":"NIST","productName":"x"})"));
  EXPECT_FALSE(parse_register_row(R"({"source":"ENISA","source":"ANSSI","productName":"x"})"));
  EXPECT_FALSE(parse_register_row(R"({"source":"ENISA","productName":["x"]})"));
  EXPECT_FALSE(parse_register_row(R"({"source":"ENISA","productName":"x","in_snapshots":[3,0]})"));
  EXPECT_FALSE(parse_register_row(R"({"source":"ENISA","productName":"x","date":"2024-02-30"})"));
  EXPECT_FALSE(parse_register_row(std::string(100, '[')));
}

TEST(RegisterRows, NamesAssuranceByComponent) {
  // CC 3.1 Part 3; "+" alone says nothing and is left away (EUCC Annex VIII).
  EXPECT_EQ(assurance_components_of("EAL5 Augmenté (ALC_DVS.2, ALC_FLR.2, AVA_VAN.5)", "5"),
            (Texts{"EAL5", "ALC_DVS.2", "ALC_FLR.2", "AVA_VAN.5"}));
  EXPECT_EQ(assurance_components_of("{'EAL6+'}", "Global: 5, SubTSF: 6"), Texts{"EAL6"});
}

TEST(CertificateGraph, ReadsPythonTextsWithoutEvaluating) {
  EXPECT_TRUE(parse_python_texts("set()")->empty());
  EXPECT_TRUE(parse_python_texts("")->empty());
  EXPECT_EQ(*parse_python_texts("{'ANSSI-CC-2023/01', \"it's\"}"),
            (Texts{"ANSSI-CC-2023/01", "it's"}));
  EXPECT_EQ(*parse_python_texts(R"(['a\'b', 'c\xa0d',])"), (Texts{"a'b", "c\u00A0d"}));
  for (const auto* bad :
       {"{", "{'a'", "{'a' 'b'}", "__import__('os')", "{'a'} + x", "{'a', 1}", "'a", "{'\\q'}"}) {
    EXPECT_FALSE(parse_python_texts(bad)) << bad;
  }
  EXPECT_EQ(parse_python_texts("{'a','b','c'}", {.items_max = 2}).error().code,
            ErrorCode::kTooLarge);
}

TEST(CertificateGraph, ReadsADrawing) {
  const auto drawing = parse_propagation(
      "digraph {\n\t# nodes\n\t1 [label=\"A\"] [shape=box]\n\t2 [label=\"B\"]\n\t3 "
      "[label=\"C\"]\n\n"
      "\t2 -> 1 [color = red] # why\n\t3 -> 2 [color=green]\n\t3 -> 1\n}\n");
  ASSERT_TRUE(drawing) << drawing.error().message();
  EXPECT_EQ(drawing->root, "A");
  ASSERT_EQ(drawing->references.size(), 3U);
  EXPECT_EQ(drawing->references[0].propagation, Propagation::kInherits);
  EXPECT_EQ(drawing->references[0].remark, "why");
  EXPECT_EQ(drawing->references[1].from, "C");
  EXPECT_EQ(drawing->references[1].propagation, Propagation::kNotInherits);
  EXPECT_EQ(drawing->references[2].propagation, Propagation::kUndecided);
  for (const auto* bad :
       {"", "digraph {\n1 [label=\"A\"]\n}", "1 [label=\"A\"] [shape=box]\n2 -> 1",
        "1 [label=\"A\"] [shape=box]\n1 -> 1 [color=pink]",
        "1 [label=\"A\"] [shape=box]\n2 [label=\"B\"] [shape=box]",
        "1 [label=\"A\"] [shape=box]\n1 [label=\"B\"]", "subgraph x {"}) {
    EXPECT_FALSE(parse_propagation(bad)) << bad;
  }
}

}  // namespace
}  // namespace lw::codec
