import Testing

@testable import Files

@Suite("The table of mount points")
struct MountTableTests {
    @Test("a mount point is found by its whole path, with spaces and other letters")
    func table() {
        let table = MountTable(
            """
            22 1 254:1 / / rw,relatime - ext4 /dev/vda1 rw
            23 22 0:21 /a /etc/ballast/ballast.yaml ro,nosuid shared:7 - ext4 /dev/vda1 rw
            24 22 0:22 / /mnt/my\\040files\\134x rw - tmpfs tmpfs rw
            25 22 0:23 / /srv/café rw - tmpfs tmpfs rw
            """)
        #expect(table.contains("/etc/ballast/ballast.yaml"))
        #expect(!table.contains("/etc/ballast"))
        #expect(!table.contains("/a"))
        #expect(table.contains("/mnt/my files\\x"))
        #expect(table.contains("/srv/café"))
    }

    @Test("the root is a mount point of this process, and its own program is none")
    func own() {
        #expect(MountTable().contains("/"))
        #expect(!MountTable().contains("/etc/passwd.none"))
    }
}
