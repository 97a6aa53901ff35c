import Addresses
import Testing

@testable import VRRP

@Suite("Authentication of packets")
struct AuthenticationTests {
    /// The key of the appendix of draft-cassen-vrrp-auth-hmac.
    private static let key = PacketKey(id: 1, bytes: Array(0...31))
    private static let other = PacketKey(id: 2, text: String(repeating: "k", count: 32))
    /// The date of the packets in that appendix.
    private static let date = Duration.seconds(0x6800_0000) + .milliseconds(500)

    private static func authentication(_ keys: [PacketKey?] = [key]) -> PacketAuthentication {
        PacketAuthentication(keys: keys.compactMap { $0 }, interval: .seconds(1))
    }

    private static func rules(_ trailer: ReceptionRules.Trailer = .required) -> ReceptionRules {
        var rules = ReceptionRules(version: .three, routerID: 51)
        rules.trailer = trailer
        return rules
    }

    private static func message(
        from source: String = "198.51.100.10", to destination: String = "224.0.0.18",
        router: UInt8 = 51
    ) throws -> Datagram {
        let isSix = source.contains(":")
        return try Advertisement(
            version: .three, routerID: router, priority: 200, interval: .seconds(1),
            addresses: [ip(isSix ? "fe80::100" : "192.0.2.100")]
        ).datagram(from: ip(source), to: ip(destination), checksum: .message)
    }

    /// Signs at a date, with a signer of its own.
    private static func signed(_ datagram: Datagram, at date: Duration = date) -> Datagram {
        var signer = PacketSigner()
        return signer.sign(datagram, by: authentication(), at: date)
    }

    private static func refusal(
        _ datagram: Datagram, by authentication: PacketAuthentication = authentication(),
        at date: Duration = date, link: Int = 0, _ guardian: inout ReplayGuard
    ) -> Refusal? {
        do throws(Refusal) {
            try guardian.verify(datagram, on: link, by: authentication, at: date)
            return nil
        } catch {
            return error
        }
    }

    private static func refusal(
        _ datagram: Datagram, by authentication: PacketAuthentication = authentication(),
        at date: Duration = date
    ) -> Refusal? {
        var fresh = ReplayGuard()
        return refusal(datagram, by: authentication, at: date, &fresh)
    }

    /// The images of the appendix, and of keepalived's `auth_hmac_test.c`.
    @Test("the packets of the draft are signed to the same bytes, and verified")
    func vectors() throws {
        let four = Self.signed(try Self.message())
        #expect(
            Fixture.hex(four.payload)
                == "3133c80100644402c0000264010100006800000080000000"
                + "1b84bc4e8e43892dc6d98448f8ee2265")
        let six = Self.signed(try Self.message(from: "fe80::10", to: "fe80::20"))
        #expect(
            Fixture.hex(six.payload)
                == "3133c8010064a2e9fe800000000000000000000000000100010100006800000080000000"
                + "c8c56146ebfd66ee10ec4d8186461b78")
        var unicast = Self.rules()
        unicast.isUnicast = true
        #expect(try Advertisement(four, rules: Self.rules()).priority == 200)
        #expect(try Advertisement(six, rules: unicast).priority == 200)
        #expect(Self.refusal(four) == nil)
        #expect(Self.refusal(six) == nil)
    }

    @Test("packets of keepalived are verified, and signed to the same bytes")
    func keepalived() throws {
        let packets = try Fixture.packets("keepalived-hmac")
        #expect(packets.count == 6)
        for (name, packet) in packets {
            let signed = try Fixture.datagram(packet)
            var rules = Self.rules()
            rules.version = name.hasPrefix("v2") ? .two : .three
            rules.isUnicast = name.hasSuffix("unicast")
            if signed.source.family == .ipv6, rules.isUnicast { rules.hopLimit = 64 }
            let advertisement = try Advertisement(signed, rules: rules)
            let number = signed.payload.suffix(24).prefix(8).reduce(0) { $0 << 8 | UInt64($1) }
            let date =
                Duration.seconds(Int64(number >> 32))
                + .nanoseconds(Int64((number >> 16 & 0xffff) * 1_000_000_000 / 65_536 + 1))
            #expect(Self.refusal(signed, at: date) == nil, "\(name)")
            let plain = try advertisement.datagram(
                from: signed.source, to: signed.destination)
            #expect(
                Fixture.hex(Self.signed(plain, at: date).payload) == Fixture.hex(signed.payload),
                "\(name)")
        }
    }

    @Test("a step of the date back inside the window is no gap, also from one end to the other")
    func stepBack() throws {
        for (before, after) in [(3, -3), (5, -5), (5, 0), (0, -5), (1, 0)] {
            var signer = PacketSigner()
            var guardian = ReplayGuard()
            for tick in 0..<200 {
                let truth = Self.date + .milliseconds(100) * tick
                let offset = Duration.seconds(tick < 50 ? before : after)
                let packet = signer.sign(
                    try Self.message(), by: Self.authentication(), at: truth + offset)
                #expect(
                    Self.refusal(packet, at: truth, &guardian) == nil,
                    "\(before) to \(after), \(tick)")
            }
        }
    }

    @Test("a correction of a date that was refused begins again at once")
    func correction() throws {
        var signer = PacketSigner()
        var guardian = ReplayGuard()
        let early = signer.sign(
            try Self.message(), by: Self.authentication(), at: Self.date + .seconds(8))
        #expect(Self.refusal(early, &guardian) == .stale(8))
        let good = signer.sign(
            try Self.message(), by: Self.authentication(), at: Self.date, wasWrong: true)
        #expect(Self.refusal(good, &guardian) == nil)
    }

    @Test("a changed byte is refused, except in the checksum, which is not signed")
    func changes() throws {
        let good = Self.signed(try Self.message(from: "fe80::10", to: "fe80::20"))
        // A changed date would be refused as stale.
        var timeless = Self.authentication()
        timeless.window = nil
        for place in good.payload.indices {
            var changed = good
            changed.payload[place] ^= 1
            let expected: Refusal? =
                switch place {
                case 6, 7: nil
                case 24, 26, 27: .trailer
                case 25: .key(0)
                default: .signature(1)
                }
            #expect(Self.refusal(changed, by: timeless) == expected, "byte \(place)")
        }
        var moved = good
        moved.source = ip("fe80::11")
        #expect(Self.refusal(moved) == .signature(1))
        let secret = PacketKey(id: 1, bytes: Array(1...32))
        #expect(Self.refusal(good, by: Self.authentication([secret])) == .signature(1))
    }

    @Test("the mode decides about packets with and without a trailer")
    func modes() throws {
        let plain = try Self.message()
        var authentication = Self.authentication()
        #expect(authentication.trailer == .required)
        #expect(throws: Refusal.noTrailer) { try Advertisement(plain, rules: Self.rules()) }
        #expect(throws: Refusal.surplus(28)) {
            try Advertisement(Self.signed(plain), rules: Self.rules(.refused))
        }
        for mode in [PacketAuthentication.Mode.permissive, .receiveOnly] {
            authentication.mode = mode
            #expect(authentication.trailer == .optional)
            for datagram in [plain, Self.signed(plain)] {
                let rules = Self.rules(authentication.trailer)
                #expect(try Advertisement(datagram, rules: rules).priority == 200)
                #expect(rules.hasTrailer(datagram) == (datagram != plain))
            }
            var signer = PacketSigner()
            let sent = signer.sign(plain, by: authentication, at: Self.date)
            #expect((sent == plain) == (mode == .receiveOnly))
        }
        var short = Self.signed(plain)
        short.payload.removeLast()
        #expect(throws: Refusal.surplus(27)) { try Advertisement(short, rules: Self.rules()) }
    }

    @Test("a packet that was accepted, or an earlier one of its sender, is refused as replayed")
    func replays() throws {
        var guardian = ReplayGuard()
        var signer = PacketSigner()
        let authentication = Self.authentication()
        func sign(_ datagram: Datagram) -> Datagram {
            signer.sign(datagram, by: authentication, at: Self.date)
        }
        let packets = try (0..<3).map { _ in sign(try Self.message()) }
        let other = sign(try Self.message(from: "198.51.100.11"))
        let router = sign(try Self.message(router: 52))
        #expect(Self.refusal(packets[0], &guardian) == nil)
        #expect(Self.refusal(packets[0], &guardian) == .replayed)
        #expect(Self.refusal(packets[2], &guardian) == nil)
        #expect(Self.refusal(packets[1], &guardian) == .replayed)
        #expect(Self.refusal(packets[2], link: 1, &guardian) == .replayed, "on another link")
        #expect(Self.refusal(other, &guardian) == nil, "another sender")
        #expect(Self.refusal(router, &guardian) == nil, "another virtual router")
        // A forged number must not move the mark.
        var forged = sign(try Self.message())
        forged.payload[forged.payload.count - 28 + 7] += 4
        #expect(Self.refusal(forged, &guardian) == .signature(1))
        let next = sign(try Self.message())
        #expect(Self.refusal(next, &guardian) == nil)
        // Two links can have the same link-local address.
        let local = sign(try Self.message(from: "fe80::10", to: "ff02::12"))
        #expect(Self.refusal(local, link: 0, &guardian) == nil)
        #expect(Self.refusal(local, link: 1, &guardian) == nil)
        #expect(Self.refusal(local, link: 1, &guardian) == .replayed)
    }

    @Test("a date outside the window is refused; without a window it only has to grow")
    func window() throws {
        let packet = Self.signed(try Self.message())
        var timeless = Self.authentication()
        timeless.window = nil
        for seconds in [-300, -6, -5, 0, 5, 6, 300] {
            let date = Self.date + .seconds(seconds)
            let expected: Refusal? = abs(seconds) > 5 ? .stale(Int32(-seconds)) : nil
            #expect(Self.refusal(packet, at: date) == expected, "\(seconds)")
            #expect(Self.refusal(packet, by: timeless, at: date) == nil)
        }
        #expect(PacketAuthentication.window(for: .milliseconds(10)) == .seconds(5))
        #expect(PacketAuthentication.window(for: .seconds(3)) == .seconds(9))
        #expect(PacketAuthentication.window(for: .seconds(255)) == .seconds(300))
    }

    /// The sequence of `auth_hmac` was lost by a step of the date until keepalived 2.4.3.
    @Test("packets are accepted over restarts and corrections of the date")
    func dates() throws {
        var guardian = ReplayGuard()
        var signer = PacketSigner()
        func exchange(_ seconds: Double) throws -> Refusal? {
            let date = Self.date + .seconds(seconds)
            let packet = signer.sign(
                try Self.message(), by: Self.authentication(), at: date)
            return Self.refusal(packet, at: date, &guardian)
        }
        #expect(try exchange(0) == nil)
        signer = PacketSigner()
        #expect(try exchange(0.001) == nil, "the sender was started again")
        #expect(try exchange(-2) == nil, "a step back within the window")
        #expect(try exchange(3600) == nil, "a step of both dates")
        #expect(try exchange(1) == nil, "and its correction")
        // 2106, and the next second.
        let overflow = Double(UInt32.max) - Double(0x6800_0000)
        #expect(try exchange(overflow) == nil)
        #expect(try exchange(overflow + 1) == nil)
        let kept = signer.sign(
            try Self.message(), by: Self.authentication(), at: Self.date + .seconds(overflow + 1))
        guardian = ReplayGuard()
        #expect(
            Self.refusal(kept, at: Self.date + .seconds(overflow + 1), &guardian) == nil,
            "a receiver that was started again knows no number")
    }

    @Test("keys are exchanged without a refused packet")
    func rotation() throws {
        let message = try Self.message()
        let steps = [
            [Self.key], [Self.key, Self.other], [Self.other, Self.key], [Self.other],
        ].map(Self.authentication)
        for (index, sender) in steps.enumerated() {
            // A node that was reconfigured, and one that was not yet.
            for receiver in steps[max(0, index - 1)...min(steps.count - 1, index + 1)] {
                var signer = PacketSigner()
                let packet = signer.sign(message, by: sender, at: Self.date)
                #expect(Self.refusal(packet, by: receiver) == nil, "step \(index)")
            }
        }
        #expect(Self.refusal(Self.signed(message), by: steps[3]) == .key(1))
    }

    @Test("reports and advertisements of each version and family have a trailer")
    func forms() throws {
        var authentication = Self.authentication()
        authentication.window = nil
        for version in ProtocolVersion.allCases {
            for source in ["10.9.0.1", "fe80::1"] where version == .three || source.first == "1" {
                let source = ip(source)
                let group = Datagram.group(of: source.family)
                let sent = Advertisement(
                    version: version, routerID: 51, priority: 7, interval: .seconds(1),
                    addresses: [source, source])
                let report = Report(
                    routerID: 51, node: NodeID(name: "a"), session: 7, sequence: 9, priority: 5,
                    interval: .seconds(1), address: source)
                var rules = ReceptionRules(version: version, routerID: 51)
                rules.trailer = .required
                var signer = PacketSigner()
                let first = signer.sign(
                    try sent.datagram(from: source, to: group), by: authentication, at: Self.date)
                #expect(try Advertisement(first, rules: rules) == sent)
                #expect(Self.refusal(first, by: authentication) == nil)
                let second = signer.sign(
                    report.datagram(from: source, to: group), by: authentication, at: Self.date)
                rules.version = .three
                #expect(try Report(second, rules: rules) == report)
                #expect(rules.hasTrailer(second))
                #expect(Self.refusal(second, by: authentication) == nil)
            }
        }
        let room = Advertisement.capacity(mtu: 576, family: .ipv4, version: .three, isSigned: true)
        #expect(room == 130)
    }

    @Test("a key has 32 to 64 bytes, as text or as digits")
    func keys() {
        let digits = String(repeating: "0f", count: 32)
        #expect(PacketKey(id: 1, text: "hex:" + digits)?.bytes == Array(repeating: 15, count: 32))
        #expect(PacketKey(id: 1, text: "hex:" + digits)?.text == "hex:" + digits)
        #expect(Self.other?.bytes == Array(repeating: UInt8(ascii: "k"), count: 32))
        let bad = [
            "hex:" + digits.dropLast(), "hex:" + digits.dropLast(2), "hex:" + digits + "0g",
            "hex:" + digits + digits + "00", String(repeating: "k", count: 31),
            String(repeating: "k", count: 65), "hex:" + digits.dropLast() + "٣", "",
        ]
        for text in bad { #expect(PacketKey(id: 1, text: String(text)) == nil, "\(text)") }
        #expect(PacketKey(id: 0, text: digits) == nil)
    }
}
