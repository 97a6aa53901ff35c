import Foundation
import Model
import Planning
import Seeds
import Testing

@Suite("what is told of certificates")
struct CertificateMemoryTests {
    private func status(
        _ days: Int, fingerprint: String = "A", expiry: ExpiryNotice? = nil,
        refusal: String? = nil, isSelfSigned: Bool = false
    ) -> CertificateStatus {
        CertificateStatus(
            name: "shop", file: "/shop.pem",
            served: .init(
                fingerprint: fingerprint, names: ["shop.example", "www.shop.example"], notAfter: 0,
                daysLeft: days, isSelfSigned: isSelfSigned),
            expiry: expiry ?? Self.notice(days),
            services: ["shop-ssl"], refusal: refusal)
    }

    private static func notice(_ days: Int) -> ExpiryNotice? {
        switch days {
        case ..<0: .over
        case 0: .day
        case 1...6: .week
        case 7...29: .month
        default: nil
        }
    }

    /// A memory that was saved and read again, as over a restart.
    private func restarted(_ memory: CertificateMemory) throws -> CertificateMemory {
        try JSONDecoder().decode(
            CertificateMemory.self, from: try JSONEncoder().encode(memory))
    }

    @Test("the log's level says whether an operator has to act")
    func kinds() {
        var memory = CertificateMemory()
        #expect(memory.news(of: [status(3)]).map(\.kind) == [.certificate])
        #expect(memory.news(of: [status(90, fingerprint: "B")]).map(\.kind) == [.renewed])
        #expect(
            memory.news(of: [status(90, fingerprint: "B", refusal: "x")]).map(\.kind)
                == [.certificate])
        #expect(memory.news(of: [status(90, fingerprint: "B")]).map(\.kind) == [.renewed])
    }

    @Test("the end is told 30, 7 and 1 days before and when it is there, each once")
    func expiry() throws {
        var memory = CertificateMemory()
        var told: [String] = []
        for hour in stride(from: 40 * 24, through: -48, by: -1) {
            let days = Int((Double(hour) / 24).rounded(.down))
            told += memory.sentences(of: [status(days)])
            memory = try restarted(memory)
        }
        #expect(
            told == [
                "certificate shop: it ends in 29 days", "certificate shop: it ends in 6 days",
                "certificate shop: it ends within a day",
                "certificate shop: it expired, and clients refuse it",
            ])
    }

    @Test("after a time in which nobody looked only what counts now is told")
    func pause() {
        var memory = CertificateMemory()
        #expect(memory.sentences(of: [status(80)]) == [])
        #expect(memory.sentences(of: [status(3)]) == ["certificate shop: it ends in 3 days"])
    }

    @Test("another certificate is told of, and its own end in its time")
    func replaced() {
        var memory = CertificateMemory()
        _ = memory.sentences(of: [status(3)])
        #expect(
            memory.sentences(of: [status(90, fingerprint: "B")])
                == [
                    "certificate shop: another one is served now, for shop.example and 1 more"
                ])
        #expect(memory.sentences(of: [status(90, fingerprint: "B")]) == [])
        #expect(
            memory.sentences(of: [status(3, fingerprint: "B")])
                == ["certificate shop: it ends in 3 days"])
        #expect(
            memory.sentences(of: [status(5, fingerprint: "C", isSelfSigned: true)])
                == [
                    "certificate shop: a self-signed one is served now, for shop.example and 1 "
                        + "more", "certificate shop: it ends in 5 days",
                ])
    }

    @Test("that the first one is self-signed is told once")
    func firstSelfSigned() throws {
        var memory = CertificateMemory()
        let made = status(396, isSelfSigned: true)
        #expect(
            memory.sentences(of: [made])
                == [
                    "certificate shop: a self-signed one is served now, for shop.example and 1 "
                        + "more"
                ])
        memory = try restarted(memory)
        #expect(memory.sentences(of: [made]) == [])
    }

    @Test("a refusal is told once for each reason, and its end")
    func refused() {
        var memory = CertificateMemory()
        _ = memory.sentences(of: [status(90)])
        #expect(
            memory.sentences(of: [status(90, refusal: "no key")])
                == ["certificate shop: the file is not taken: no key"])
        #expect(memory.sentences(of: [status(90, refusal: "no key")]) == [])
        #expect(
            memory.sentences(of: [status(90, refusal: "rubbish")])
                == ["certificate shop: the file is not taken: rubbish"])
        #expect(memory.sentences(of: [status(90)]) == ["certificate shop: the file is good again"])
    }

    @Test("a chain that ends before its certificate is said to be the chain")
    func chain() {
        var memory = CertificateMemory()
        #expect(
            memory.sentences(of: [status(200, expiry: .week)])
                == ["certificate shop: a certificate of its chain expires soon"])
    }

    @Test("what is no longer served is forgotten, and nothing is told twice in a row")
    func properties() {
        var numbers = SeededNumbers(seed: 4)
        for _ in 0..<1_000 {
            var memory = CertificateMemory()
            for _ in 0..<10 {
                let statuses = [
                    status(
                        Int.random(in: -5...50, using: &numbers),
                        fingerprint: ["A", "B"].randomElement(using: &numbers) ?? "A",
                        refusal: ["x", nil].randomElement(using: &numbers) ?? nil)
                ]
                _ = memory.sentences(of: statuses)
                #expect(memory.sentences(of: statuses) == [])
            }
            #expect(memory.sentences(of: []) == [])
            #expect(memory == CertificateMemory())
        }
    }
}

extension CertificateMemory {
    /// The news, as text.
    fileprivate mutating func sentences(of statuses: [CertificateStatus]) -> [String] {
        news(of: statuses).map(\.sentence)
    }
}
