import Addresses
import Model
import Planning
import Testing

/// A derivation that follows signals gives the same wishes as one that is made anew.
@Suite("Derivation")
struct DerivationTests {
    @Test("wishes that follow changes are those that are derived anew")
    func follows() throws {
        try Seeds.forAll { dice in
            let spec = dice.changeable()
            var signals = dice.signals()
            var derivation = Derivation(of: spec, signals: signals)
            for _ in 0..<3 {
                let next = dice.change(signals, of: spec)
                let changed = derivation.update(signals.services(changedIn: next), to: next)
                let anew = desired(from: spec, signals: next)
                try claim(derivation.desired == anew, "\(next)")
                let provisional = Set(anew.services.filter(\.value.isProvisional).map(\.key))
                try claim(derivation.provisional == provisional, "provisional services differ")
                if let changed {
                    let before = desired(from: spec, signals: signals)
                    let really = anew.services.filter { before.services[$0.key] != $0.value }
                    try claim(changed == Set(really.map(\.key)), "reported: \(changed)")
                }
                signals = next
            }
        }
    }

    @Test("wishes that follow an edited document are those that are derived anew")
    func edits() throws {
        try Seeds.forAll { dice in
            var spec = dice.changeable()
            var signals = dice.signals()
            var derivation = Derivation(of: spec, signals: signals)
            for _ in 0..<3 {
                let next = dice.change(signals, of: spec)
                let stale = signals.services(changedIn: next)
                let edited = dice.edit(spec)
                let before = desired(from: spec, signals: signals)
                let changed = derivation.follow(edited, stale, to: next)
                let anew = desired(from: edited, signals: next)
                try claim(derivation.desired == anew, "\(edited)")
                try claim(
                    derivation.provisional
                        == Set(anew.services.filter(\.value.isProvisional).map(\.key)),
                    "provisional services differ")
                let keys = Set(before.services.keys).union(anew.services.keys)
                let really = keys.filter { before.services[$0] != anew.services[$0] }
                if let changed { try claim(changed == really, "reported: \(changed)") }
                (spec, signals) = (edited, next)
            }
        }
    }

    @Test("findings that follow an edited document are those of a validation anew")
    func validation() throws {
        try Seeds.forAll { dice in
            var spec = dice.changeable()
            var memory = ValidationMemory()
            for _ in 0..<4 {
                let findings = validate(spec, after: &memory)
                try claim(findings == validate(spec), "\(spec)")
                spec = dice.edit(spec)
            }
        }
    }

    @Test("findings of a good document whose weights change are those of a validation anew")
    func weights() {
        var spec = Spec(services: [
            Service(
                name: "web", key: "tcp 10.0.0.1:80", servers: [.at("10.1.0.1"), .at("10.1.0.2")]),
            Service(name: "mail", key: "tcp 10.0.0.1:25", servers: [.at("10.1.0.3")]),
        ])
        spec.virtualAddresses = [
            VirtualAddress(address: "10.0.0.1/24", interface: "eth0")
        ]
        var memory = ValidationMemory()
        #expect(validate(spec, after: &memory).isEmpty)
        spec.services[0].servers[1].weight = 5
        #expect(validate(spec, after: &memory).isEmpty)
        spec.services[1].servers[0].state = .drain
        let findings = validate(spec, after: &memory)
        #expect(!findings.isEmpty)
        #expect(findings == validate(spec))
        spec.services[1].servers[0].state = .online
        #expect(validate(spec, after: &memory).isEmpty)
    }

    @Test("a source of signals that appears concerns every service")
    func sources() throws {
        let spec = Spec(services: [
            Service(
                name: "web", key: "tcp 10.0.0.1:80", check: Check(.ping),
                servers: [.at("10.1.0.1")])
        ])
        var derivation = Derivation(of: spec, signals: Signals())
        #expect(derivation.desired.assumedUp == 1)
        #expect(derivation.update([], to: Signals(verdicts: [:])) == nil)
        #expect(derivation.desired.assumedUp == 0)
        #expect(derivation.update([], to: Signals(verdicts: [:])) == [])
        #expect(derivation.update(["udp 10.0.0.9:53"], to: Signals(verdicts: [:])) == [])
    }
}

extension Dice {
    /// A document whose services have quorums, holding pages and agents.
    fileprivate mutating func changeable() -> Spec {
        var spec = spec()
        for position in spec.services.indices {
            if chance(30) { spec.services[position].quorum = Quorum(low: .weight(number(1...9))) }
            if chance(30) { spec.services[position].fallback = .holdingPage }
            if chance(40) { spec.services[position].feedback = Feedback() }
        }
        if chance(30) {
            spec.proxies = [Proxy(name: "p", listen: [Endpoint("10.0.0.1:80")].compactMap(\.self))]
        }
        spec.holdingPage.whenOffline = chance(30)
        return spec
    }

    /// The document with one or two edits, which may make it invalid.
    fileprivate mutating func edit(_ spec: Spec) -> Spec {
        var edited = spec
        switch number(0...9) {
        case 0: edited.services.shuffle(using: &self)
        case 1: edited.services = some(spec.services, 60)
        case 2: edited = changeable()
        case 3: edited.health.fall = number(1...9)
        case 4: edited.ownership = pick([.shared, .exclusive])
        case 5: edited.holdingPage.whenOffline.toggle()
        default:
            guard !edited.services.isEmpty else { return edited }
            let position = number(0...(edited.services.count - 1))
            var service = edited.services[position]
            switch number(0...4) {
            case 0: service.key = pick(World.keys)
            case 1: service.forwarding = pick([.gate, .masq, .ipip])
            case 2: service.persistence = chance(50) ? Persistence(timeout: 60) : nil
            case 3: service.servers = some(service.servers, 50)
            default:
                for index in service.servers.indices {
                    service.servers[index].weight = pick([0, 1, 7])
                }
            }
            edited.services[position] = service
        }
        return edited
    }

    fileprivate mutating func signals() -> Signals {
        var signals = Signals(
            now: Moment(milliseconds: Int64(number(0...9))), carriesAddresses: chance(70),
            managesAddresses: chance(80), verdicts: verdicts(), feedback: readings(),
            pages: chance(80) ? Set(some(World.keys, 50)) : nil,
            lostQuorums: Set(some(World.keys, 20)), served: places(80))
        signals.listening = places(50) ?? []
        signals.provenProxies = places(80)
        return signals
    }

    /// Signals of which one differs, or some services' verdicts.
    fileprivate mutating func change(_ signals: Signals, of spec: Spec) -> Signals {
        let other = self.signals()
        var next = signals
        next.now = Moment(milliseconds: signals.now.milliseconds + 1)
        switch number(0...8) {
        case 0: next.carriesAddresses = other.carriesAddresses
        case 1: next.managesAddresses = other.managesAddresses
        case 2: next.served = other.served
        case 3: next.listening = other.listening
        case 4: next.provenProxies = other.provenProxies
        case 5: next.pages = other.pages
        case 6: next.lostQuorums = other.lostQuorums
        case 7: next.feedback = other.feedback
        default:
            guard let verdicts = next.verdicts, let later = other.verdicts else { return other }
            var merged = verdicts
            for (key, servers) in later where chance(30) { merged[key] = servers }
            next.verdicts = merged
        }
        return next
    }

    private mutating func readings() -> FeedbackReadings? {
        guard chance(80) else { return nil }
        var readings: FeedbackReadings = [:]
        for key in some(World.keys, 60) {
            for address in World.servers {
                let endpoint = Endpoint(address, port: key.endpoint?.port ?? 0)
                readings[key, default: [:]][endpoint] = FeedbackReading(
                    idle: .init(applied: number(0...100)), wish: pick([.ready, .drain]),
                    ability: pick([.up, .up, .down]))
            }
        }
        return readings
    }

    private mutating func places(_ percent: Int) -> Set<Endpoint>? {
        chance(percent)
            ? Set(some(World.keys, 50).compactMap(\.endpoint)) : nil
    }
}

extension Signals {
    /// The services whose verdicts, readings, page or quorum differ in other signals.
    fileprivate func services(changedIn later: Signals) -> Set<ServiceKey> {
        Set(
            World.keys.filter { key in
                verdicts?[key] != later.verdicts?[key] || feedback?[key] != later.feedback?[key]
                    || pages?.contains(key) != later.pages?.contains(key)
                    || lostQuorums.contains(key) != later.lostQuorums.contains(key)
            })
    }
}
