/// The part of a report whose change peers should learn at once.
struct Essence: Sendable, Equatable {
    var role: Report.Role
    var priority: UInt8
    var isCandidate: Bool
    var isStandingBy: Bool
    var intent: Report.Intent
    var gateways: UInt8?
    var hasForeignAddresses: Bool
    var isChosen: Bool
    var lacksController: Bool
    var probesSync: Bool
    var isRevoked: Bool
    var addressDigest: UInt32
}
