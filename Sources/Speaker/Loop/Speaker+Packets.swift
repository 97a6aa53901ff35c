import Addresses
import Model
import VRRP

/// Received packets and their elections.
extension Speaker {
    /// Delivers a packet to the election of its virtual router.
    func deliver(_ datagram: Datagram, from port: LinkPort) {
        guard datagram.payload.count >= 2 else {
            port.refuse("truncated")
            return
        }
        do throws(Refusal) {
            if Report.isReport(datagram.payload) == true {
                guard let number = Report.routerID(of: datagram.payload) else { throw .report }
                guard let runner = (runners + leaving).first(where: { $0.routerID == number })
                else { throw .router(number) }
                var rules = rules(of: port, for: runner.settings, version: .three, number)
                // The other nodes may follow an edit of the links a moment later.
                rules.isUnicast = !datagram.destination.isMulticast && port.serial == nil
                let report = try Report(datagram, rules: rules)
                try network.verify(datagram, from: port, for: runner.settings, rules)
                port.accept()
                let source = port.serial == nil ? datagram.source : nil
                runner.handle(.report(report, link: port.id, source: source), now)
            } else {
                try deliverAdvertisement(datagram, datagram.payload[1], from: port)
            }
        } catch {
            port.refuse(error, from: datagram.source)
        }
    }

    private func deliverAdvertisement(
        _ datagram: Datagram, _ number: UInt8, from port: LinkPort
    ) throws(Refusal) {
        let family = datagram.source.family
        for runner in runners + leaving {
            guard
                let index = runner.settings.routers.firstIndex(where: {
                    $0.routerID == number && $0.family == family
                })
            else { continue }
            let group = runner.settings
            var rules = rules(of: port, for: group, version: group.version, number)
            rules.checksums.insert(group.checksum)
            rules.interval = UInt8(clamping: Int((group.interval / .seconds(1)).rounded()))
            rules.password = group.password.map { Array($0.utf8) }
            let heard = try Advertisement(datagram, rules: rules)
            try network.verify(datagram, from: port, for: group, rules)
            port.accept()
            var event = HeardAdvertisement(
                link: port.id, source: datagram.source, priority: heard.priority,
                interval: heard.interval)
            event.isLeading = index == 0
            event.routerID = number
            let own = Set(group.routers[index].addresses.map(\.prefix.address))
            event.isForeign = own.isDisjoint(with: heard.addresses)
            if !event.isForeign, heard.priority > 0 {
                runner.noteAdvertised(index, Set(heard.addresses), now)
            }
            runner.handle(.advertisement(event), now)
            return
        }
        throw .router(number)
    }

    private func rules(
        of port: LinkPort, for group: GroupSettings, version: ProtocolVersion, _ number: UInt8
    ) -> ReceptionRules {
        var rules = ReceptionRules(version: version, routerID: number)
        rules.isUnicast = !port.settings.peers.isEmpty
        rules.hopLimit = rules.isUnicast ? port.settings.hopLimit : 255
        rules.trailer = group.authentication?.trailer ?? .refused
        return rules
    }
}
