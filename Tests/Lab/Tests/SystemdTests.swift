import LabSupport
import Testing

extension InLab {
    @Suite("Under systemd")
    struct Systemd {
        @Test(
            "the unit is started, stopped, restarted and shut down, and serves all the time",
            .enabled(if: Lab.hasOwnKernel))
        func unit() throws {
            try Lab.startServers()
            let result = try Program(["\(Lab.folder)/systemd", Lab.programs]).run()
            #expect(result.status == 0, "\(result.output)\(result.errors)")
        }
    }
}
