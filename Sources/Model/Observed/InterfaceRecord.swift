/// An interface.
struct InterfaceRecord: Codable {
    let name: String
    let number: Int32?
    let fault: Fault?
    let canAnnounce: Bool
    let dropsOutsiders: Bool?
    let loneRoutes: Int?

    /// Why it carries no packets, as a word.
    enum Fault: String, Codable, CaseIterable {
        case down, noCarrier
    }

    init(_ name: String, in observed: Observed) {
        self.name = name
        number = observed.interfaceNumbers[name]
        fault = observed.silentInterfaces[name].map { $0 == .down ? .down : .noCarrier }
        canAnnounce = !observed.muteInterfaces.contains(name)
        dropsOutsiders = observed.strictInterfaces.contains(name)
        loneRoutes = observed.loneRoutes[name]
    }

    var linkFault: LinkFault? { fault.map { $0 == .down ? .down : .noCarrier } }
}
