"""What the invented people of the sample congress are named after, and where they work."""

from __future__ import annotations

FAMILY = (
    ("Nguyễn", 30),
    ("Trần", 12),
    ("Lê", 10),
    ("Phạm", 7),
    ("Hoàng", 6),
    ("Phan", 6),
    ("Võ", 5),
    ("Hồ", 5),
    ("Đặng", 4),
    ("Bùi", 3),
    ("Cao", 3),
    ("Đinh", 2),
    ("Ngô", 2),
    ("Dương", 2),
    ("Thái", 2),
    ("Đậu", 2),
    ("Vi", 1),
    ("Lô", 1),
    ("Lương", 1),
    ("Trương", 1),
    ("Tạ", 1),
    ("Kha", 1),
)
"""Family names, each with how often of a hundred it is given."""

MIDDLE_MALE = (
    "Văn", "Đình", "Hữu", "Đức", "Quốc", "Xuân", "Minh", "Thanh", "Ngọc", "Công", "Bá", "Viết",
    "Sỹ", "Trọng", "Anh", "Quang", "Thế", "Khắc",
)  # fmt: skip
MIDDLE_FEMALE = (
    "Thị", "Thị", "Thị", "Thị Thanh", "Thị Hồng", "Thị Thu", "Thị Kim", "Thị Mỹ", "Ngọc",
    "Thị Bích", "Thị Quỳnh", "Thùy",
)  # fmt: skip
MALE = (
    "An", "Bằng", "Bình", "Cảnh", "Chiến", "Chung", "Cường", "Dũng", "Duy", "Dương", "Đại", "Đạt",
    "Đông", "Đức", "Giang", "Hà", "Hải", "Hạnh", "Hiếu", "Hòa", "Hoàn", "Huân", "Hùng", "Huy",
    "Hưng", "Kiên", "Lâm", "Long", "Lộc", "Luyện", "Mạnh", "Nam", "Nghĩa", "Nhật", "Phong", "Phúc",
    "Quân", "Quý", "Sáng", "Sơn", "Tài", "Tâm", "Thái", "Thành", "Thắng", "Thiện", "Thịnh", "Thuận",
    "Tiến", "Toàn", "Trung", "Trường", "Tuấn", "Tùng", "Ước", "Việt", "Vinh", "Vượng",
)  # fmt: skip
FEMALE = (
    "An", "Ánh", "Bình", "Châu", "Chi", "Dung", "Duyên", "Giang", "Hà", "Hạ", "Hạnh", "Hằng",
    "Hiền", "Hoa", "Hòa", "Hoài", "Huệ", "Huyền", "Hương", "Khánh", "Lan", "Liên", "Linh", "Loan",
    "Lý", "Mai", "Minh", "Nga", "Ngân", "Nguyệt", "Nhàn", "Nhung", "Oanh", "Phương", "Phượng",
    "Quyên", "Tâm", "Thảo", "Thơm", "Thu", "Thủy", "Trà", "Trang", "Tú", "Tuyết", "Uyên", "Vân",
    "Xuân", "Yến",
)  # fmt: skip

ORGANISATIONS = (
    "Văn phòng Tỉnh ủy", "Ban Tổ chức Tỉnh ủy", "Ban Tuyên giáo Tỉnh ủy", "Ban Dân vận Tỉnh ủy",
    "Ban Nội chính Tỉnh ủy", "Cơ quan Ủy ban Kiểm tra Tỉnh ủy", "Báo tỉnh", "Trường Chính trị tỉnh",
    "Cơ quan Đảng ủy Khối", "Văn phòng Đoàn đại biểu Quốc hội và Hội đồng nhân dân tỉnh",
    "Văn phòng Ủy ban nhân dân tỉnh", "Sở Nội vụ", "Sở Tài chính", "Sở Kế hoạch và Đầu tư",
    "Sở Công Thương", "Sở Nông nghiệp và Phát triển nông thôn", "Sở Tài nguyên và Môi trường",
    "Sở Giao thông vận tải", "Sở Xây dựng", "Sở Y tế", "Sở Giáo dục và Đào tạo",
    "Sở Khoa học và Công nghệ", "Sở Văn hóa và Thể thao", "Sở Du lịch",
    "Sở Lao động - Thương binh và Xã hội", "Sở Tư pháp", "Sở Thông tin và Truyền thông",
    "Sở Ngoại vụ", "Thanh tra tỉnh", "Ban Dân tộc tỉnh", "Ban Quản lý Khu kinh tế",
    "Ủy ban Mặt trận Tổ quốc tỉnh", "Liên đoàn Lao động tỉnh", "Hội Nông dân tỉnh",
    "Hội Liên hiệp Phụ nữ tỉnh", "Tỉnh đoàn", "Hội Cựu chiến binh tỉnh", "Tòa án nhân dân tỉnh",
    "Viện Kiểm sát nhân dân tỉnh", "Cục Thi hành án dân sự tỉnh", "Cục Thuế tỉnh",
    "Cục Hải quan tỉnh", "Cục Thống kê tỉnh", "Kho bạc Nhà nước tỉnh", "Bảo hiểm xã hội tỉnh",
    "Ngân hàng Nhà nước chi nhánh tỉnh", "Cục Quản lý thị trường tỉnh", "Chi cục Kiểm lâm",
    "Chi cục Thủy lợi", "Chi cục Thủy sản", "Chi cục Chăn nuôi và Thú y",
    "Chi cục Trồng trọt và Bảo vệ thực vật", "Chi cục Phát triển nông thôn",
    "Chi cục Dân số - Kế hoạch hóa gia đình", "Chi cục An toàn vệ sinh thực phẩm",
    "Chi cục Tiêu chuẩn Đo lường Chất lượng", "Đài Phát thanh và Truyền hình tỉnh",
    "Hội Chữ thập đỏ tỉnh", "Liên minh Hợp tác xã tỉnh", "Hội Văn học Nghệ thuật tỉnh",
    "Liên hiệp các Hội Khoa học và Kỹ thuật tỉnh", "Hội Luật gia tỉnh",
    "Quỹ Bảo vệ và Phát triển rừng", "Trung tâm Phục vụ hành chính công tỉnh",
)  # fmt: skip
"""The 64 organisations: the kinds that such a bloc has in any province."""
