import Admin
import Model
import Pages

extension ExampleSource {
    var schema: String { "{\"properties\":{}}\n" }

    func document() async throws(APIRefusal) -> PageText {
        let file = file.now
        return PageText(
            path: "/d", bytes: Array(file.text.utf8), digest: file.digest, notes: file.notes)
    }

    func review(_ text: [UInt8]) async throws(APIRefusal) -> PageReview {
        let (file, text) = (file.now, String(decoding: text, as: UTF8.self))
        let difference = UnifiedDiff(from: file.text, to: text).lines
        guard file.findings.isEmpty else {
            return PageReview(findings: file.findings, difference: difference)
        }
        return PageReview(
            findings: [], difference: difference,
            plan: PagePlan(steps: file.steps, summary: "1 to <add>", notes: ["<note>"]))
    }

    func changes(since digest: String) async -> [String]? {
        digest.hasPrefix("b") ? ["-# <former>"] : nil
    }

    func edited(_ edit: PageEdit, _ values: [String: String]) async throws(APIRefusal) -> PageText {
        guard values["name"] != "none" else { throw APIRefusal(404, "there is no <service>") }
        let file = file.now
        let text = file.text + "# \(edit.rawValue) \(values["name"] ?? "")\n"
        return PageText(path: "/d", bytes: Array(text.utf8), digest: file.digest)
    }

    func outline() async -> [PageOutline] { [PageOutline(name: "web", servers: ["web<1>"])] }

    func confirmation() async -> PageConfirmation? { file.now.confirmation }

    func objection(toConnection opened: Moment) async -> String? { file.now.objection }

    func holdingPage() async -> PageHolding { file.now.holding }
}

extension ExampleSource {
    func importCertificate(
        _ name: String, _ text: String, isForced: Bool
    ) async throws(APIRefusal) -> String {
        guard text.contains("BEGIN"), isForced else { throw APIRefusal(422, "no <certificate>") }
        return "imported"
    }

    func certificateRequest(_ name: String) async throws(APIRefusal) -> String {
        guard name == "shop" else { throw APIRefusal(404, "there is no <such> certificate") }
        return "-----BEGIN CERTIFICATE REQUEST-----\n"
    }
}
