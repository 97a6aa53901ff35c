import Addresses
import Model

extension ContractClause {
    static let services = [
        ContractClause("a service is observed as it was added") { bench in
            let ground = bench.ground
            for service in ground.variants {
                try bench.make([.ipvs(.addService(service))])
                let found = try bench.service(service.key)
                try bench.expect(found.service, service, "the service")
                try bench.expect(found.destinations.count, 0, "its destinations")
                try bench.make([.ipvs(.removeService(service.key))])
            }
        },
        ContractClause("every scheduler that the host has can be used") { bench in
            for scheduler in bench.ground.schedulers {
                let service = VirtualService(key: ContractGround.web, scheduler: scheduler)
                try bench.make([.ipvs(.addService(service))])
                try bench.expect(
                    try bench.service(service.key).service.scheduler, scheduler, "the scheduler")
                try bench.make([.ipvs(.removeService(service.key))])
            }
        },
        ContractClause("a service is edited in place and keeps its destinations") { bench in
            let ground = bench.ground
            let variants = ground.variants.filter { $0.key == ContractGround.web }
            var present = VirtualService(key: ContractGround.web)
            let destination = ContractGround.destination(1, of: present.key, weight: 7)
            try bench.make([
                .ipvs(.addService(present)), .ipvs(.addDestination(destination, to: present.key)),
            ])
            for variant in variants + [present] {
                try bench.make([.ipvs(.editService(variant, from: present))])
                let found = try bench.service(present.key)
                try bench.expect(found.service, variant, "the edited service")
                try bench.expect(
                    found.destinations.values.map(\.destination), [destination], "what it holds")
                present = variant
            }
        },
        ContractClause("a service goes with its destinations, and comes back without") { bench in
            let service = VirtualService(key: ContractGround.web)
            let destination = ContractGround.destination(1, of: service.key)
            try bench.make([
                .ipvs(.addService(service)), .ipvs(.addDestination(destination, to: service.key)),
                .ipvs(.removeService(service.key)), .ipvs(.addService(service)),
            ])
            try bench.expect(try bench.service(service.key).destinations.count, 0, "destinations")
        },
        ContractClause("a full netmask is observed as none") { bench in
            for key in bench.ground.keys {
                var service = VirtualService(key: key)
                service.persistence = Persistence(timeout: 60, prefixLength: key.family.bits)
                try bench.make([.ipvs(.addService(service))])
                let found = try bench.service(key).service.persistence
                try bench.expect(found, Persistence(timeout: 60), "the persistence of \(key)")
                try bench.make([.ipvs(.removeService(key))])
            }
        },
        ContractClause("only the services of the scope are observed, and nothing else") { bench in
            let keys = bench.ground.keys
            try bench.make(keys.map { .ipvs(.addService(VirtualService(key: $0))) })
            let scope = Scope.services(Set(keys.prefix(2)))
            let found = try bench.observe(scope)
            try bench.expect(found.scope, scope, "the scope")
            try bench.expect(found.services.keys.sorted(), keys.prefix(2).sorted(), "the services")
            try bench.expect(found.addresses.count, 0, "addresses")
            // Drains and sync daemons depend on these.
            try bench.claim(
                Set(found.sysctls.keys).isSubset(of: Scope.services([]).sysctls), "sysctls")
            let everything = try bench.observe()
            try bench.claim(
                keys.allSatisfy { everything.services[$0] != nil }, "a service is not observed")
            try bench.expect(everything.ledger, Ledger(), "the ledger")
            let absent = ServiceKey.mark(7799, .ipv4)
            try bench.expect(
                try bench.observe(.services([absent])).services.count, 0, "an absent service")
        },
    ]
}

extension ContractGround {
    /// Services with each of the fields that can differ.
    var variants: [VirtualService] {
        var variants = keys.map { VirtualService(key: $0) }
        let web = Self.web
        let schedulers = Set(schedulers)
        let flagged: [(Scheduler, SchedulerFlags)] = [
            (.sourceHash, .fallback), (.sourceHash, .port), (.maglevHash, [.fallback, .port]),
            (.roundRobin, .third),
        ]
        for (scheduler, flags) in flagged where schedulers.contains(scheduler) {
            variants.append(
                VirtualService(key: web, scheduler: scheduler, schedulerFlags: flags))
        }
        for length: UInt8? in [nil, 24, 1] {
            variants.append(
                VirtualService(
                    key: web, persistence: Persistence(timeout: 77, prefixLength: length)))
        }
        for key in keys where key.family == .ipv6 {
            variants.append(
                VirtualService(key: key, persistence: Persistence(prefixLength: 64)))
        }
        let name = ServiceKey.listen(.udp, Endpoint(.v4(192, 0, 2, 2), port: 53))
        variants.append(VirtualService(key: name, onePacket: true))
        for engine in persistenceEngines {
            variants.append(
                VirtualService(key: name, persistence: Persistence(engine: engine)))
        }
        let everyPort = ServiceKey.listen(.tcp, Endpoint(.v4(192, 0, 2, 3), port: 0))
        variants.append(VirtualService(key: everyPort, persistence: Persistence()))
        return variants
    }
}
