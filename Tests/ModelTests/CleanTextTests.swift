import Addresses
import Model
import Seeds
import Testing

@Suite("Text that others wrote")
struct CleanTextTests {
    @Test("controls, C1 characters and marks that turn text around are gone, the rest stays")
    func rows() {
        let rows = [
            ("plain", "plain"), ("", ""), ("\u{1b}[2Jx", "\u{fffd}[2Jx"), ("a\nb\tc\r", "a b c "),
            ("\u{9b}31m", "\u{fffd}31m"), ("\u{7f}", "\u{fffd}"), ("a\u{202e}b", "a\u{fffd}b"),
            ("Grüße, 世界", "Grüße, 世界"), ("\0", "\u{fffd}"),
        ]
        for (text, clean) in rows { #expect(text.clean == clean) }
    }

    /// Nothing that a terminal obeys or hides.
    private static func isClean(_ text: String) -> Bool {
        text.unicodeScalars.allSatisfy(\.isPrintable)
    }

    @Test("whatever is put into an event, a verdict, a reading or a result can be shown")
    func property() {
        for seed in 0..<500 {
            var dice = SeededNumbers(seed: seed)
            func text() -> String {
                var scalars = String.UnicodeScalarView()
                for _ in 0..<Int.random(in: 0...12, using: &dice) {
                    let value = UInt32(
                        Int.random(in: 0...3, using: &dice) == 0
                            ? Int.random(in: 0...0xd7ff, using: &dice)
                            : Int.random(in: 0...0xff, using: &dice))
                    if let scalar = Unicode.Scalar(value) { scalars.append(scalar) }
                }
                return String(scalars)
            }
            let event = Event(
                time: 0, kind: .down, message: text(),
                details: (0..<Int.random(in: 0...40, using: &dice)).map { _ in text() })
            var verdict = Verdict(.down, reason: text())
            var reading = FeedbackReading(reason: text())
            let result = CheckResult(time: 0, .failed, expected: text(), seen: text())
            let diagnostic = Diagnostic(.syntax, at: DocumentPath(), text(), hint: text())
            let certificate = CertificateStatus(
                name: "a", file: "b",
                served: .init(fingerprint: "c", names: [text()], notAfter: 0, daysLeft: 0),
                services: [], refusal: text())
            for _ in 0..<2 {
                let texts =
                    [event.message] + event.details
                    + [verdict.reason, verdict.description, reading.reason, result.reason]
                    + [diagnostic.message, diagnostic.hint ?? ""] + certificate.names
                    + [certificate.refusal ?? ""]
                for text in texts where !Self.isClean(text) {
                    Issue.record("seed \(seed): \(text.unicodeScalars.map(\.value))")
                }
                verdict.reason = text()
                reading.reason = text()
            }
            #expect(event.details.count <= Event.detailLimit, "seed \(seed)")
        }
    }
}
