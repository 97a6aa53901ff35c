import LabSupport
import Testing

/// Everything that needs the lab: real packets through a real IPVS.
///
/// One table and one set of wires, so one test after the other. `Tests/Lab/run` boots the lab and
/// runs these in it; elsewhere they are skipped.
@Suite("In the lab", .serialized, .enabled(if: Lab.isInside, "run by Tests/Lab/run"))
enum InLab {}
